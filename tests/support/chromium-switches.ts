/** How tests and benchmarks start a Chromium: drawing in software, asking nobody for anything. */
export const CHROMIUM_SWITCHES = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
