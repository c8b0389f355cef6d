import { keepNativeMemoryLow } from '../native-memory.ts';
import { readContents } from './page/contents.ts';
import { markdownTable } from './page/table.ts';
import { signatures, writePage } from './page/write.ts';
import { runConformance } from './run/conformance.ts';
import { readOptions, USAGE, type CommandOptions } from './run/options.ts';
import { printDifference, printMemory, printOutcomes, printSummary } from './run/print.ts';

async function main({ runs, seed, path, page }: CommandOptions): Promise<void> {
  if (page !== null) {
    const contents = await readContents();
    console.log(markdownTable(contents));
    process.stderr.write(`${await writePage(contents, page)}: ${signatures(contents)} signatures, ${contents.caseCount} cases.\n`);
    return;
  }
  keepNativeMemoryLow();
  const started = Date.now();
  const memory: number[] = [];
  const tell = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  tell(`Conformance: ${runs} statements, seed ${seed}.`);
  const report = await runConformance({
    runs,
    seed,
    path,
    onDifference: (difference) => {
      console.log(printDifference(difference));
    },
    onProgress: (done, outcomes) => {
      memory.push(process.memoryUsage.rss());
      tell(`${done}/${runs}: ${printOutcomes(outcomes)}`);
    },
  });
  console.log(`\n${printSummary(report, seed, (Date.now() - started) / 1000)}`);
  console.log(printMemory(memory));
  if (report.differences.length > 0) process.exitCode = 1;
}

function options(): CommandOptions | null {
  try {
    const read = readOptions(process.argv.slice(2));
    if (!read.help) return read;
    console.log(USAGE);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 1;
  }
  return null;
}

const asked = options();
if (asked !== null) {
  main(asked).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
