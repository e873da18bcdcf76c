/** How long this laptop may be used without head office, and the latest moment it knows to have been. */
export const lease = {
  version: 2,
  name: 'lease',
  sql: `
create table lease (
  one integer primary key not null check (one = 1),
  token text not null,
  public_jwk text not null check (json_valid(public_jwk)),
  seen_at text not null
) strict;
`,
} as const;
