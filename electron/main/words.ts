import type { ErrorCode } from '../../db/contract/errors.ts';
import enErrors from '../../resources/locales/en/errors.json' with { type: 'json' };
import enShell from '../../resources/locales/en/shell.json' with { type: 'json' };
import zhErrors from '../../resources/locales/zh-CN/errors.json' with { type: 'json' };
import zhShell from '../../resources/locales/zh-CN/shell.json' with { type: 'json' };

export type ShellWords = typeof zhShell;

export interface Words {
  readonly shell: ShellWords;
  readonly errors: Readonly<Record<ErrorCode, string>>;
}

/** What the shell itself says: Chinese, unless the system speaks otherwise. `languages` by preference, as BCP 47. */
export function wordsFor(languages: readonly string[]): Words {
  const first = languages[0]?.toLowerCase() ?? 'zh';
  return first.startsWith('zh') ? { shell: zhShell, errors: zhErrors } : { shell: enShell, errors: enErrors };
}
