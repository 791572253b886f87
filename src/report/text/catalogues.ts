import type { Language } from '../report-options.ts';
import type { Catalogue } from './catalogue.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, ja };

export function catalogueOf(language: Language = 'en'): Catalogue {
  return CATALOGUES[language];
}
