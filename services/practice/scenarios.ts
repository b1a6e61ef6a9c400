/**
 * The scenarios that come with Frontdesk, by language. What belongs to no company is asked in them: how one
 * treats people, not what one sells.
 */

import { scenariosDe } from './scenarios-de.js';
import { scenariosEn } from './scenarios-en.js';
import type { Language, Script } from './script.js';

export type Scenario = Omit<Script, 'language' | 'scenario'> & {
  id: (typeof scenarioIds)[number];
  /** For whoever chooses. */
  about: string;
};

export const scenarioIds = ['impatient', 'two_things', 'did_not_help', 'wants_promise', 'call_back'] as const;

export const scenarios: Record<Language, Scenario[]> = { en: scenariosEn, de: scenariosDe };
