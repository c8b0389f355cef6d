import { runCommand } from './command.ts';
import { promote } from './promote.ts';

const HELP = `Makes a stored model the champion, which the API loads within seconds; the former one becomes a challenger.
Every file's sha256 is checked and the model is loaded first.

  npm run promote -- VERSION     see npm run models for the versions there are`;

await runCommand(HELP, async (args, { config, store }) => {
  const [version] = args;
  if (version === undefined || args.length > 1) throw new TypeError(HELP);
  const { champion, challengers } = await promote(store, config.bucket, version);
  console.log(`Champion: ${String(champion)}${challengers.length > 0 ? `\nChallengers: ${challengers.join(', ')}` : ''}`);
});
