import { defineConfig } from 'vite';
import { noticesInside } from './electron/packaging/notices-inside.ts';

/** The program that is put into every evidence pack, as one script that loads nothing; the same sources give the same bytes. */
export default defineConfig({
  publicDir: false,
  plugins: [noticesInside],
  build: {
    outDir: 'out/pack',
    emptyOutDir: true,
    target: ['chrome97', 'safari15.4', 'firefox104'],
    lib: { entry: 'renderer/pack/main.ts', formats: ['iife'], name: 'pack', fileName: () => 'engine.js' },
  },
});
