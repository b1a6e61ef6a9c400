-- Words as people look for them, however they were typed: letters of full width, with or without accents, "straße" and
-- "strasse", capitals of any script; and scripts without spaces letter by letter, so that a word is found in its sentence.
-- `foldOf` of conversation/search-terms.ts does the same to what is searched for. Decomposed, the marks of Latin, Greek,
-- Cyrillic, Arabic, Thai and Lao letters go; those of other scripts are letters of their own, and come back.
-- One function: an index may call no other of ours, whose schema it does not know.
create or replace function search_words(said text) returns tsvector language sql immutable parallel safe
  as $$ select to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(
    translate(
      replace(lower(normalize(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f\u064b-\u0655\u0640\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]', '', 'g'), NFC)), 'ß', 'ss'),
      '@./\_-:+#', '         '),
    '([\u0e00-\u0eff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])', ' \1 ', 'g')) $$;

reindex index conversation_events_words;
reindex index visitors_words;
