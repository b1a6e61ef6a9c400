-- Labels are only ever looked up by their decision, which labels_decision does; nothing asks for a kind alone.
drop index labels_kind;
