import { sha256Hex } from '../../hash/sha256.ts';

/** Programs that packs were made with before this one, by their SHA-256: a pack of old is not to be distrusted for its age. */
const EARLIER: ReadonlySet<string> = new Set(['3130ce3176a2e307633b3de85fdcda41bf0ef668f286206a880dc55fb79d788a']);

/** Whether a program is the present one or one that packs were made with before. */
export const isOwnEngine = (engine: string, present: string): boolean =>
  engine === present || EARLIER.has(sha256Hex(engine));
