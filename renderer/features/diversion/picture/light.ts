/**
 * Does something while the page's colours are the light ones, also in the dark theme: what is given out lies on white paper.
 * It happens between two frames, so nobody sees it.
 */
export function inLight<T>(work: () => T): T {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  if (theme !== 'dark') return work();
  dataset.theme = 'light';
  try {
    return work();
  } finally {
    dataset.theme = theme;
  }
}
