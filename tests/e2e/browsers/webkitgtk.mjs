// WebKitGTK's MiniBrowser by WebKitWebDriver, on a display of its own (Xvfb): it has no mode without one. It has no
// relaxed SIMD, so it runs the plain build of the fused kernel.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variable } from './variable.mjs';

const SCREEN = { width: 4000, height: 3000 };

export const webkitgtk = {
  name: 'MiniBrowser',
  program: () => variable('WEBKIT_DRIVER'),
  flags: (port) => [`--port=${port}`],
  capabilities: () => ({
    'webkitgtk:browserOptions': { binary: variable('MINIBROWSER'), args: ['--automation'] },
  }),
  // Starts the display and names the folder of downloads; gives back the environment of the driver and how to end it.
  async surroundings(folder) {
    const display = spawn(variable('XVFB'), ['-displayfd', '1', '-screen', '0', `${SCREEN.width}x${SCREEN.height}x24`, '-nolisten', 'tcp'],
      { stdio: ['ignore', 'pipe', 'ignore'] });
    const [number] = await Promise.race([
      once(display.stdout, 'data'),
      once(display, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it had a display'))),
    ]);
    // What is saved goes to where the user's own list of folders says.
    const settings = join(folder, '.config');
    mkdirSync(settings);
    writeFileSync(join(settings, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${folder}"\n`);
    // Its language is that of the locale, and a system may have no other than C, which stands for English.
    const environment = { ...process.env, DISPLAY: `:${String(number).trim()}`, LC_ALL: 'C', XDG_CONFIG_HOME: settings };
    return { environment, end: () => display.kill() };
  },
  // Without a window manager what is below the pointer has the focus, and the pointer is in the middle of the display: there
  // is the corner of the window, where it points at nothing of the page.
  place: () => ({ x: SCREEN.width / 2 - 4, y: SCREEN.height / 2 - 4 }),
};
