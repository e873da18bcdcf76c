import { z } from 'zod';
import { DECIMAL } from './decimal.ts';

/** Forms of the values in an export. */
export const Text = z.string().trim();
export const Name = Text.min(1);
export const IsoDate = z.iso.date();
/** A decimal number, kept as text so that it stays exact. */
export const DecimalText = Text.regex(DECIMAL);
/** A key or count. Some exports write whole numbers as `31.0`. */
export const Whole = Text.regex(/^\d+(\.0)?$/).transform((text) => text.replace(/\.0$/, ''));
/** Empty means that there is none. */
export const optional = <Schema extends z.ZodType<unknown, string>>(schema: Schema) =>
  z.union([z.literal('').transform(() => null), schema]);
