/** Live Helper Chat's canned messages, as its CSV writes them. */
import { has, hasAny, idOf, isTrue, type Shape, spoken, text } from '../shape.js';

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
      const now = Date.now() / 1000;
      if (Number(text(active_from)) > now) return 'it is not valid yet';
      if (Number(text(active_to)) > 0 && Number(text(active_to)) < now) return 'it is no longer valid';
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
        },
      ];
    },
  },
];
