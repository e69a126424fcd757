import { readFileSync } from 'node:fs';

import { serve } from './server.mjs';

/** Starts the server for all tests; what is returned runs after the last one. */
export default async function setup() {
  const server = await serve('server');
  process.env.FINX_BASE_URL = server.url;
  return async () => {
    await server.stop();
    // Whatever was asked, nothing of it may have been our fault.
    const errors = server.log
      ? readFileSync(server.log, 'utf8').split('\n').filter((line) => /"level":\s*"ERROR"|panicked at/.test(line))
      : [];
    if (errors.length > 0) {
      throw new Error(`the server logged ${errors.length} internal errors:\n${errors.slice(0, 10).join('\n')}`);
    }
  };
}
