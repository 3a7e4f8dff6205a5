import { callersMistakes } from './mistakes/callers.mjs';
import { editsMistakes } from './mistakes/edits.mjs';
import { profileMistakes } from './mistakes/profile.mjs';

/**
 * Mistakes in what the bot promises, each with a test that has to fail then.
 * @property text what stands in the file, once. @property instead what is there in its place.
 * @property test its file, and how its name begins
 */
export const mistakes = [...editsMistakes, ...profileMistakes, ...callersMistakes];
