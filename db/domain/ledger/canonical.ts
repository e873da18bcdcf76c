/**
 * Texts whose SHA-256 (lower-case hex, made by the caller) names a thing: equal things give equal bytes on every machine,
 * in whatever order the members of an object stand. PostgreSQL's `jsonb` reorders members; this undoes it.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** What the hash of a proposal covers: a checker names it, so that he decides what he saw. */
export function proposalHashText(proposal: {
  readonly id: string;
  readonly regionId: string;
  readonly kind: string;
  readonly body: unknown;
}): string {
  return canonicalJson([proposal.id, proposal.regionId, proposal.kind, proposal.body]);
}
