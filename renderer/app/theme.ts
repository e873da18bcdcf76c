import { create } from 'zustand';

export type Theme = 'light' | 'dark';

export const useTheme = create<{ theme: Theme; show(theme: Theme): void }>((set) => ({
  theme: 'light',
  show: (theme) => {
    document.documentElement.dataset.theme = theme;
    set({ theme });
  },
}));
