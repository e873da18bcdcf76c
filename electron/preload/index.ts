import { ipcRenderer } from 'electron';
import { passPorts } from './page-port.ts';

passPorts(ipcRenderer, window);
