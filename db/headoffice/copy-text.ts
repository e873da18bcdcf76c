/** One value of a row on its way into COPY. */
export type CopyValue = string | number | boolean | null | readonly string[];

function encode(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    return value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  }
  return `{${value.join(',')}}`;
}

/**
 * A row in COPY's text format: tab between values, `\N` for none, backslash before what would be misread. Lists are
 * for codes (digits, letters), which need no quotes.
 */
export const copyLine = (values: readonly CopyValue[]): string => `${values.map(encode).join('\t')}\n`;
