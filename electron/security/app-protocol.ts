import { answerPage } from '../../db/host/page/answer-page.ts';
import type { StaticFolders } from '../../db/host/page/static-files.ts';
import { isOwnAddress } from './own-address.ts';

/** Answers the requests of the `app:` scheme: files of the page, read only, with the headers of the browser shell. */
export function createAppHandler(folders: StaticFolders): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (!isOwnAddress(url)) return new Response(null, { status: 403 });
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405 });
    const page = await answerPage(folders, new URL(url).pathname, null);
    if (page === null) return new Response(null, { status: 404 });
    return new Response(method === 'HEAD' ? null : new Uint8Array(page.body), { headers: { ...page.headers } });
  };
}
