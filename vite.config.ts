import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { notices } from './electron/packaging/notices.ts';

/** The renderer, as both shells serve it. The nonce is put in by whoever serves the page, anew each time. */
export default defineConfig({
  root: 'renderer',
  base: '/',
  publicDir: false,
  plugins: [react(), notices()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome120',
    // An inlined asset would be a data: address, which the policy does not allow for scripts and fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es' },
});
