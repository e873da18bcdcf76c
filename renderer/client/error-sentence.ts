import type { TFunction } from 'i18next';
import { AppError } from '../../db/contract/errors.ts';

/** The sentence for the user: what happened, what is safe, what to do. */
export function errorSentence(error: unknown, t: TFunction): string {
  return error instanceof AppError ? t(error.code, { ns: 'errors', ...error.params }) : t('internal', { ns: 'errors' });
}
