/**
 * The rest of the English words (the build leaves only these in the catalogue that is imported here), beside the first
 * part that needs them; other languages are loaded whole.
 */
import later from '../../services/texts/en.json' with { type: 'json' };
import { english } from './words.js';

Object.assign(english.widget, later.widget);
Object.assign(english.notices, later.notices);
