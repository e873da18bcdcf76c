/**
 * JSON of one text for one value: keys in order of their code units, no blanks, whatever the order of the members was
 * (PostgreSQL's `jsonb` changes it). Meant for whole numbers and text, so that no number has two spellings. What is undefined
 * is left out, as JSON does. Its SHA-256 names the value.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}
