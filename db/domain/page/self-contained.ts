import { sha256Base64 } from '../hash/sha256.ts';

/**
 * Content security policy of a file that holds everything it shows and runs: nothing is loaded, and nothing runs or styles
 * but this script and this style, by their hashes.
 * @param images whether pictures may be shown that stand in the file itself
 * @throws RangeError when the script would end its own element
 */
export function selfContainedPolicy(script: string, style: string, images: 'none' | 'own' = 'none'): string {
  if (/<\/script|<!--/i.test(script)) throw new RangeError('The program cannot stand in a script element');
  return [
    "default-src 'none'",
    `script-src 'sha256-${sha256Base64(script)}'`,
    `style-src 'sha256-${sha256Base64(style)}'`,
    ...(images === 'own' ? ['img-src data:'] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
