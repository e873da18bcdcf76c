import { defineConfig } from 'vite';
import { noticesInside } from './electron/packaging/notices-inside.ts';

/**
 * The engine that is put into every proof sheet, as one script that loads nothing. The same sources give the same bytes
 * on every machine: nothing of paths, dates or the machine gets into it.
 */
export default defineConfig({
  publicDir: false,
  plugins: [noticesInside],
  build: {
    outDir: 'out/proof',
    emptyOutDir: true,
    target: ['chrome97', 'safari15.4', 'firefox104'],
    lib: { entry: 'renderer/proof/main.ts', formats: ['iife'], name: 'proof', fileName: () => 'engine.js' },
  },
});
