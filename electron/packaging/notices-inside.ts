import type { Plugin } from 'vite';
import { noticeOf, packageFolders } from './notices.ts';

/** Puts the licences of bundled packages into the script itself: it travels alone. */
export const noticesInside: Plugin = {
  name: 'notices-inside',
  apply: 'build',
  generateBundle(_, bundle) {
    const notices = packageFolders(this.getModuleIds()).map((folder) => noticeOf(folder).replaceAll('*/', '* /'));
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') chunk.code = `/*!\n${notices.join('\n\n')}\n*/\n${chunk.code}`;
    }
  },
};
