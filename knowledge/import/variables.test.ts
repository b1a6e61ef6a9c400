import { expect, test } from 'vitest';
import { withOurVariables } from './variables.js';

test.each([
  ['Hi {{contact.name}}', 'Hi {{visitor.name|there}}'],
  ['Hi {{ ticket.requester.first_name }}', 'Hi {{visitor.name|there}}'],
  ['Hi {{user.name|fallback:"friend"}}', 'Hi {{visitor.name|friend}}'],
  ["Hi {{ contact.name | default: 'you' | upcase }}", 'Hi {{visitor.name|you}}'],
  ['Hi {{user.name|fallback:&quot;friend&quot;}}', 'Hi {{visitor.name|friend}}'],
  ['Hi {%customer.firstName,fallback=there%}', 'Hi {{visitor.name|there}}'],
  [
    '{%user.firstName%} and #{user.lastname} and {{agent.name}}',
    'A and A and A'.replaceAll('A', '{{agent.name|our team}}'),
  ],
  ['Hello from {{inbox.name}}, {{.Recipient.FirstName}}', 'Hello from {{inbox.name|us}}, {{visitor.name|there}}'],
  ['Write `{{contact.name}}`', 'Write `{{contact.name}}`'],
  ['Hi {{visitor.name|friend}}', 'Hi {{visitor.name|friend}}'],
  ['Your {{ticket.subject | default: "question"}}', 'Your question'],
])('%s', (given, ours) => expect(withOurVariables(given)).toEqual({ text: ours, unknown: [] }));

test.each([
  ['Ticket {{ticket.id}}', 'Ticket {{ticket.id}}', '{{ticket.id}}'],
  ['Ticket #{ticket.number}', 'Ticket {{ticket.number}}', '{{ticket.number}}'],
  ['{% if x %}a', '{{%if x%}}a', '{{%if x%}}'],
  ['{{constructor}}', '{{constructor}}', '{{constructor}}'],
])('what nobody can fill is named: %s', (given, text, unknown) =>
  expect(withOurVariables(given)).toEqual({ text, unknown: [unknown] }),
);
