/**
 * Rules that outrank every score (pure): somebody asks for a person, in any language that the widget speaks, or says
 * only "hello" or "thanks", in English or German; elsewhere the scores decide, and a question nobody wrote an entry for
 * is handed off anyway.
 */

export type SmallTalk = 'hello' | 'thanks' | 'goodbye' | 'are_you_a_bot';

/** Lower case, apostrophes as one sign, punctuation and emoji as spaces: what the patterns below are written for. */
export function plain(text: string): string {
  return text
    .replaceAll('´', "'") // Before it is taken apart into a space and an accent.
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}

// ------------------------------------------------------------------------------------------ asking for a person

const some = `(?:(?:a|an|the|some|any|one of|your|an?other|real|live|actual|human|living|proper|customer|support|service|sales|care|account) )*`;
const person = `(?:human(?: being| agent| person)?s?|persons?|people|agents?|operators?|representatives?|reps?|advis[oe]rs?|staff(?: members?)?|members? of staff|team members?|employees?|colleagues?|supervisors?|managers?|someone|somebody|support team|support staff|customer (?:service|support|care)|support|humans)`;
/**
 * Nouns that mean a person of ours even without a verb of talking ("agent please"); "person" and "people" need "real"
 * or "human" before them.
 */
const surely = `(?:(?:real|live|actual|human) (?:person|people|agent|human|operator|rep|representative|support|chat|being|advisor|adviser)|human|humans|agent|operator|representative|live chat|customer (?:service|support|care) (?:agent|rep|representative|person)|support (?:agent|person|rep|representative))`;
const polite = `(?:please|pls|plz|now|asap|here|instead|thanks|thank you|hello|hi|hey|ok|okay|no|not a bot|not a robot)`;

const asks: RegExp[] = [
  // "can I talk to a real person", "speak with someone", "chat to your support team", "connect me with an agent"
  new RegExp(
    String.raw`\b(?:talk|speak|chat|tlak|tallk|spek|chatting|talking|speaking|connect(?: me| us)?|transfer(?: me| us)?|put me through|pass me(?: on)?|hand me(?: over)?|forward me|redirect me|escalate(?: this| me)?|switch me)(?: directly| again| now)? (?:to|with|2|on to|over to) ${some}${person}\b`,
  ),
  // "get me a human", "I need an agent", "give me a representative", "I want a real person"
  new RegExp(
    String.raw`\b(?:get|give|find|bring|fetch|send) (?:me|us) (?:a |an |the |some |your |one )?${surely}\b(?! (?:number|email|address|name|id|key|account|code|log))`,
  ),
  new RegExp(
    String.raw`\b(?:i|we) (?:need|want|prefer|demand|request|would like|'d like|would prefer|wanna have|wish for)(?: to have| to get)? (?:a |an |the |some |your )?${surely}(?: (?:to help|to answer|who|right now|to talk|${polite})\b.*)?$`,
  ),
  /\b(?:is|are) there (?:a|an|any|some) (?:(?:real|live|actual|human) )*(?:human|person|people|agent|operator|someone|representative)s?(?: (?:here|available|around|there|online))?(?: i can (?:talk|speak|chat) (?:to|with))?$/,
  /\b(?:can|could|may|let) (?:i|me|we) (?:please )?(?:have|get|see|reach) (?:a|an|the|some) (?:(?:real|live|actual|human) )*(?:human|person|agent|operator|representative)\b/,
  /\bhuman (?:help|support|assistance|interaction|contact) (?:please|pls|now)\b/,
  // German
  /\b(?:mit|zu|an|von) (?:(?:einem|einer|eine|einen|dem|der|euch|jemand|jemandem|ihrem|eurem|echten|richtigen|realen|menschlichen) )*(?:mensch(?:en)?|mitarbeiter(?:n|in)?|berater(?:n|in)?|person|kundenberater(?:in)?|sachbearbeiter(?:in)?|kundenservice|kundendienst|support|ansprechpartner(?:in)?|kolleg(?:e|en|in)|jemand(?:em|en)?)\b.*\b(?:sprechen|reden|chatten|verbinden|verbunden|schreiben|weiterleiten|telefonieren|durchstellen)\b/,
  /\b(?:spreche[n]?|rede[n]?|chatte[n]?|verbinde(?:n|t)?)\b.* (?:mit|zu) (?:(?:einem|einer|dem|der|echten|richtigen) )*(?:mensch(?:en)?|mitarbeiter(?:n|in)?|berater(?:n|in)?|person|jemand(?:em|en)?|agent(?:en)?|support|kundenservice)\b/,
  /\b(?:ich )?(?:will|möchte|brauche|hätte gern(?:e)?|bitte)(?: bitte| gern| gerne)? (?:(?:einen?|den|echten?|richtigen?|menschlichen?) )+(?:mensch(?:en)?|mitarbeiter(?:in)?|berater(?:in)?|agent(?:en)?|ansprechpartner(?:in)?|echte person)(?: bitte| sprechen)?$/,
];

/**
 * The same in the widget's other languages: a verb of talking and a person, close to each other. `\\b` knows only
 * English letters.
 */
const elsewhere: RegExp[] = [
  // French: "je voudrais parler à quelqu'un", "mettez-moi en relation avec un conseiller"
  /(?<!\p{L})(?:parler|parle|discuter|échanger|(?:être )?mis en (?:relation|contact)|mettre en (?:relation|contact)|mettez moi en (?:relation|contact)|contacter|joindre) (?:(?:à|a|avec|directement|un|une|le|la|l'|vrai|vraie|autre|votre|un de vos|du) ?)*(?:humain|être humain|personne|quelqu'un|conseill(?:er|ère)|agent|opérateur|opératrice|service client|support|collègue)(?!\p{L})/u,
  // Spanish: "quiero hablar con una persona", "páseme con un agente"
  /(?<!\p{L})(?:hablar|hable|hablo|chatear|comunicarme|comuníqueme|contactar|pása(?:me)?|páseme|pasarme|pásame) (?:(?:directamente|con|a|un|una|el|la|alguna|algún|verdadera|verdadero|de|su) )*(?:persona|personas|humano|humana|agente|operador|operadora|asesor|asesora|representante|alguien|atención al cliente|soporte|ser humano)(?!\p{L})/u,
  // Portuguese: "quero falar com uma pessoa", "me passa para um atendente"
  /(?<!\p{L})(?:falar|falo|conversar|contatar|contactar|passa|passe|passar|transferir|transfira) (?:(?:diretamente|com|para|um|uma|o|a|algum|alguma|de|do|seu|me) )*(?:pessoa|pessoas|humano|humana|ser humano|agente|atendente|operador|operadora|assistente humano|representante|alguém|suporte|atendimento)(?!\p{L})/u,
  // Arabic: "أريد التحدث إلى شخص", "حولني إلى موظف"
  /(?:التحدث|اتحدث|أتحدث|التكلم|اتكلم|أتكلم|الحديث|التواصل|حولني|تحويلي)(?: \p{L}+){0,2} (?:شخص|موظف|إنسان|انسان|ممثل|وكيل|بشر|خدمة العملاء|الدعم|أحد|احد)/u,
  // Japanese: "担当者と話したい", "人間につないでください"
  /(?:担当者|担当の方|人間|オペレーター|スタッフ|係の人|サポート)(?:の方)?(?:と|に|へ)(?:直接)?(?:話|お話|はな|つな|繋|代わ|かわ|変わ|チャット|相談|連絡)/u,
];
/**
 * "je ne veux pas parler à ...", "no quiero hablar con ...", "não quero falar com ...": before or within what was
 * found.
 */
const declinesElsewhere = /(?<!\p{L})(?:ne|n'|pas|sans|no|sin|não|nao|sem|nunca|jamais|لا|بدون)(?!\p{L})[^.]{0,25}$/u;

/** The whole message is the person: "agent", "real person please", "a human, not a bot", "Mitarbeiter bitte". */
const alone = new RegExp(
  `^(?:${polite} )*(?:a |an |the )?(?:${surely}|real person|live agent|customer (?:service|support)|help ?desk|mensch|einen? mensch(?:en)?|echter? mensch|mitarbeiter(?:in)?|kundenberater(?:in)?|berater(?:in)?|kundenservice|kundendienst)(?: ${polite}| bitte)*$`,
);

/** "I do not want to talk to a human", "no need for an agent", "ich möchte nicht mit einem Menschen sprechen". */
const declines =
  /\b(?:don't|dont|do not|not|no need|never|without|rather than|instead of|kein|keinen|keine|nicht|ohne|didn't|did not|couldn't|could not|wasn't able)\b[^.]{0,40}$/;
/**
 * Telling of it, or asking how the thing works: "your agent told me", "I talked to an agent yesterday", "can agents
 * talk to customers".
 */
const telling =
  /\b(?:talked|spoke|spoken|chatted|was talking|was speaking|been talking|told|said|says|connected|transferred|after (?:talking|speaking|chatting)|when i (?:talk|speak|chat)|how do (?:agents|your agents)|user agent)\b/;

export function asksForHuman(text: string): boolean {
  const words = plain(text);
  if (alone.test(words)) return true;
  // One clause at a time: "I talked to an agent yesterday. Let me talk to a human now!"
  return text.split(/[.!?;\n]+|,\s|\bbut\b|\baber\b/i).some((clause) => {
    const said = plain(clause);
    if (alone.test(said) && said.split(' ').length > 1) return true;
    if (telling.test(said)) return false;
    for (const pattern of elsewhere) {
      const found = pattern.exec(said);
      if (found && !declinesElsewhere.test(said.slice(0, found.index)) && !/(?:たくない|なくて)/.test(said))
        return true;
    }
    return asks.some((pattern) => {
      const found = pattern.exec(said);
      if (!found) return false;
      // "why can't I talk to someone" still asks; "I do not want to talk to someone" does not.
      return (
        !declines.test(said.slice(0, found.index).concat(' ').trimEnd()) &&
        !/\b(?:nicht|kein(?:en|em)?)\b/.test(found[0])
      );
    });
  });
}

// ------------------------------------------------------------------------------------------ small talk

const filler = `(?: (?:there|again|all|everyone|everybody|team|bot|chatbot|assistant|sir|madam|mam|guys|folks|friend|dear|so much|very much|a lot|a million|for (?:your|the|all your|all the) help|for helping(?: me)?|for that|for everything|dir|dich|ihnen|euch|zusammen|schön|sehr|vielmals|für (?:die|deine|ihre|eure) hilfe|then|now|for now|and|u|you|ya))*`;
const greeting = `(?:hi|hii+|hello|helo|hallo|hey|heya|hiya|hy|howdy|greetings|yo|sup|good (?:morning|afternoon|evening|day)|gm|morning|how are you(?: doing)?(?: today)?|what's up|whats up|namaste|moin(?: moin)?|servus|grüß gott|grüezi|guten (?:tag|morgen|abend)|hola|salut|bonjour)`;
const noMore = `(?:(?:no|nope|nah|nein|ne)(?: (?:thanks|thank you|danke|danke schön|that's all|that is all|that's it|nothing else|das war's|das war alles))+|(?:that's|that is|that was|that will be) (?:all|it|everything)|nothing else|das (?:war|wäre|ist) alles|das war's)`;
/** "Ok" after an answer wants no person. */
const fine = `(?:(?:ok|okay|okey|oki|k|kk|alright|all right|great|perfect|cool|super|nice|awesome|wonderful|excellent|brilliant|good|very good|fine|understood|got it|i see|makes sense|that helped|that helps|that was helpful|very helpful|that works|it works|all good|alles klar|verstanden|prima|gut|sehr gut|passt|das hilft|das hat geholfen)(?: (?:ok|okay|great|perfect|cool|good|now|then|dann|so))*)`;
const talk: [SmallTalk, RegExp][] = [
  ['goodbye', new RegExp(`^(?:(?:ok|okay|great|perfect) )*${noMore}(?: (?:thanks|thank you|danke))?${filler}$`)],
  [
    'goodbye',
    new RegExp(
      `^(?:(?:ok|okay|thanks|thank you|danke)(?: so much| very much| schön)? )*(?:bye(?: bye)?|goodbye|good bye|see (?:you|ya)(?: later| soon)?|cya|have a (?:nice|good|great) (?:day|one|evening|weekend)|good night|tschüs+|ciao|auf wiedersehen|bis (?:bald|dann|später)|schönen (?:tag|abend)(?: noch)?|take care)${filler}$`,
    ),
  ],
  [
    'thanks',
    new RegExp(
      `^(?:(?:ok|okay|great|perfect|cool|super|nice|awesome|wonderful|that helped|got it|yes|prima) )*(?:thanks?|thank (?:you|u)|thankyou|thx|tnx|ty|cheers|much appreciated|appreciate it|many thanks|thanks a (?:lot|bunch|ton)|danke(?: schön| sehr)?|dankeschön|vielen (?:lieben )?dank|besten dank|merci)${filler}$`,
    ),
  ],
  ['thanks', new RegExp(`^(?:yes |ja )?${fine}(?: ${fine})*$`)],
  ['hello', new RegExp(`^${greeting}(?:${filler} ${greeting})*${filler}$`)],
  [
    'are_you_a_bot',
    /^(?:(?:hi|hey|hello|hallo|so|wait|sorry) )*(?:are (?:you|u) (?:just |really |actually )?(?:(?:a|an|some) )?(?:(?:real|actual|live|human|ai|chat|computer|machine|automated) ?)*(?:ro)?(?:bot|human|person|machine|computer|ai|program|agent|being|chatbot|people|real|alive|automated)?(?: or (?:a |an )?(?:real |actual )?(?:ro)?(?:bot|human|person|machine|computer|ai|real))?|(?:am i|i am|is this|am i really) (?:(?:talking|speaking|chatting|texting|writing) (?:to|with) )?(?:a|an) (?:(?:real|actual|live|human|ai|chat) ?)*(?:ro)?(?:bot|human|person|machine|computer|ai|chatbot|agent)?(?: or (?:a |an )?(?:real )?(?:ro)?(?:bot|human|person|machine|computer))?|who are you|what are you|(?:bist du|sind sie|seid ihr) (?:ein(?:e)? )?(?:echte[rs]? |richtige[rs]? )*(?:(?:ro)?bot|mensch|roboter|maschine|ki|computer|person|chatbot|echt)(?: oder (?:ein(?:e)? )?(?:echte[rs]? )?(?:(?:ro)?bot|mensch|roboter|maschine|ki))?|(?:spreche|schreibe|rede|chatte) ich (?:hier |gerade )?mit (?:einem|einer) (?:echten |richtigen )?(?:(?:ro)?bot|menschen|roboter|maschine|ki))$/,
  ],
];

/**
 * Only when the whole message is that: "thanks, but where is my parcel?" is a question. Of several, such as "Thanks!
 * Are you a bot?", the last.
 */
export function smallTalkOf(text: string): SmallTalk | undefined {
  const words = plain(text);
  if (!words || words.length > 80) return undefined;
  const kindOf = (said: string) => talk.find(([, pattern]) => pattern.test(said))?.[0];
  const whole = kindOf(words);
  if (whole) return whole;
  const parts = text.split(/[.!?,;\n]+/).map(plain);
  const kinds = parts.filter(Boolean).map(kindOf);
  return kinds.length > 1 && kinds.every((kind) => kind) ? kinds.at(-1) : undefined;
}
