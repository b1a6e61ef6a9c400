/**
 * The rule that outranks every score (pure): somebody asks for a person, in any language that the widget speaks. What is
 * no question at all is in small-talk.ts.
 */
import { fold, languages, tokensOf } from './phrases/phrases.js';
import { covered, type Kind } from './phrases/read.js';

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
  if (alone.test(words) || asksWhoIsThere(text)) return true;
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

const whoIsThere = new Set<Kind>(['person', 'filler', 'hello']);
/** Nobody asks that with more letters. */
const MOST = 100;

/** "Is there someone here?", "hello, anybody there": the whole message, in the words of phrases/. */
function asksWhoIsThere(text: string): boolean {
  if (text.length > MOST) return false;
  const tokens = tokensOf(fold(text));
  return languages.some((language) => covered(tokens, language, whoIsThere)?.includes('person'));
}
