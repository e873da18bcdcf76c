import '@fontsource-variable/noto-sans-sc/index.css';
import './styles/tokens.css';
import './styles/app.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/sheets.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { switchLocale } from './app/i18n.ts';
import { fetchPanes } from './app/panes.tsx';
import { Root } from './app/root.tsx';
import { guessLook, showGuessedTheme } from './app/theme.ts';

const element = document.getElementById('root');
if (element === null) throw new Error('the page has no root');
showGuessedTheme();
void switchLocale(guessLook().locale);
createRoot(element).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
fetchPanes();
