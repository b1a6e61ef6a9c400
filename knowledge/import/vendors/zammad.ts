/** Zammad's text modules, as CSV or JSON; several values in a cell are joined by `~~~`. */
import { has, hasAny, idOf, isFalse, type Shape, spoken, text } from '../shape.js';

export const zammad: Shape[] = [
  {
    name: "Zammad's text modules",
    fits: (fields) =>
      has(fields, 'name', 'content') && hasAny(fields, 'keywords', 'active', 'note', 'groups', 'group_ids'),
    rows: ({ id, name, content, keywords, active, groups, group_ids }) => {
      if (isFalse(active)) return 'the text module is not active';
      if (text(groups) || (Array.isArray(group_ids) && group_ids.length))
        return 'the text module is for some groups only';
      return [
        {
          key: `zammad/${idOf(id, name)}`,
          title: spoken(name),
          body: content,
          html: true,
          tags: text(keywords).split(/~~~|,/),
        },
      ];
    },
  },
];
