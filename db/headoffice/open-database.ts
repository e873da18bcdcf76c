import type { HeadOfficeDatabase } from './database.ts';

/** Where head office keeps its data: a PostgreSQL server, or files of this machine (`folder` null: in memory). */
export type HeadOfficeLocation =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'embedded'; readonly folder: string | null };

/** Opens head office's database; only the part that is needed is loaded. The caller migrates it. */
export async function openHeadOfficeDatabase(location: HeadOfficeLocation): Promise<HeadOfficeDatabase> {
  if (location.kind === 'server') {
    const { openServerDatabase } = await import('./database-server.ts');
    return openServerDatabase(location.url);
  }
  const { openEmbeddedDatabase } = await import('./database-embedded.ts');
  return openEmbeddedDatabase(location.folder);
}
