/** The rest of the English words, beside the first part that needs them; other languages are loaded whole. */
import later from '../../services/texts/en.json?later';
import { english } from './words.js';

Object.assign(english.widget, later.widget);
