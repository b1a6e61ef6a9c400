/** Live Helper Chat's canned messages, as its CSV writes them. */
import { has, hasAny, idOf, isTrue, type Shape, spoken, text } from '../shape.js';

/** Seconds since 1970; 0 means that there is no limit. */
function dayOf(seconds: unknown): string | undefined {
  const at = Number(text(seconds));
  return at > 0 && at < 4e9 ? new Date(at * 1000).toISOString().slice(0, 10) : undefined;
}

export const liveHelperChat: Shape[] = [
  {
    name: "Live Helper Chat's canned messages",
    fits: (fields) => has(fields, 'msg') && hasAny(fields, 'fallback_msg', 'unique_id', 'explain'),
    rows: ({
      id,
      unique_id,
      title,
      explain,
      msg,
      user_id,
      department_id,
      disabled,
      active_from,
      active_to,
      languages,
      tags_plain,
    }) => {
      if (isTrue(disabled)) return 'it is disabled';
      if (Number(text(user_id)) > 0) return 'it belongs to one agent alone';
      if (Number(text(department_id)) > 0) return 'it is for one department only';
      const locale = /(?:^|")([a-z]{2,3}(?:[-_][a-z]{2})?)(?:"|$)/i.exec(text(languages))?.[1];
      return [
        {
          key: `livehelperchat/${idOf(unique_id || id, msg)}`,
          title: text(title) ? spoken(title) : explain,
          // Its variables stand in single braces.
          body: text(msg)
            .replace(/\{(?:nick|username)\}/g, '{{nick}}')
            .replace(/\{email\}/g, '{{contact.email}}')
            .replace(/\{operator\}/g, '{{operator.name}}')
            .replace(/\{(?=[a-z])([a-z0-9_.]{1,60})\}(?!\})/g, (whole, _, at: number, all: string) =>
              all[at - 1] === '{' ? whole : `{${whole}}`,
            ),
          locale,
          tags: text(tags_plain).split(','),
          validFrom: dayOf(active_from),
          validUntil: dayOf(active_to),
        },
      ];
    },
  },
];
