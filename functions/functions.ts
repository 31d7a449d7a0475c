/**
 * The functions there are, as plain data: infrastructure makes them from it, the bundler builds them, and the rehearsal of the cloud runs
 * them. Nothing of AWS is imported here.
 */

/** What is told to a function by its environment. */
export type Setting =
  | 'TABLE_NAME'
  | 'STAGE'
  | 'BUS_NAME'
  | 'MAIL_QUEUE_URL'
  | 'CALLS_QUEUE_URL'
  | 'TASKS_QUEUE_URL'
  | 'SWEEPS_QUEUE_URL'
  | 'CONFIGURATION_SET'
  | 'PUBLIC_ORIGIN'
  | 'EVENTS_ORIGIN'
  | 'SENDER'
  | 'CORS_ORIGINS'

export type FunctionName =
  | 'intake'
  | 'http'
  | 'tick'
  | 'relay'
  | 'tally'
  | 'send'
  | 'report'
  | 'hook'
  | 'sweep'
  | 'publish'
  | 'console-api'
  | 'results'
  | 'public'

/** An AWS client that a bundle may hold; any other in it is a defect. */
export type Client = 'dynamodb' | 'eventbridge' | 'ses' | 'sqs'

export type FunctionSpec = {
  readonly name: FunctionName
  /** What it is for, as the console of AWS shows it. */
  readonly description: string
  /** The file that wires it, from the root of the repository; it exports `handler`. */
  readonly entry: string
  /** Lambda gives processor time by memory: 1,769 MB are one core. */
  readonly memoryMb: number
  readonly timeoutSeconds: number
  /** Always set. */
  readonly needs: readonly Setting[]
  /** Set where the installation has it. */
  readonly mayHave: readonly Setting[]
  readonly clients: readonly Client[]
}

/** HTTP APIs give up after 30 seconds: a function behind one ends before. */
const ANSWER_SECONDS = 29

export const FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: 'intake',
    description: 'Takes lifecycle events from the bus and decides what follows from them, customer by customer.',
    entry: 'functions/intake/main.ts',
    memoryMb: 1_024,
    timeoutSeconds: 180,
    needs: ['TABLE_NAME', 'STAGE'],
    mayHave: [],
    clients: ['dynamodb'],
  },
  {
    name: 'http',
    description: 'Takes what Segment-compatible libraries send, checks it, and puts it on the bus.',
    entry: 'functions/http/main.ts',
    memoryMb: 512,
    timeoutSeconds: ANSWER_SECONDS,
    needs: ['TABLE_NAME', 'STAGE', 'BUS_NAME'],
    mayHave: ['CORS_ORIGINS'],
    clients: ['dynamodb', 'eventbridge'],
  },
  {
    name: 'tick',
    description: 'Wakes who is due, brings forward mail that the stream lost, and watches the breakers: every minute, in bounded tasks.',
    entry: 'functions/tick/main.ts',
    memoryMb: 480,
    timeoutSeconds: 60,
    needs: ['TABLE_NAME', 'STAGE', 'TASKS_QUEUE_URL', 'MAIL_QUEUE_URL'],
    mayHave: [],
    clients: ['dynamodb', 'sqs'],
  },
  {
    name: 'relay',
    description: 'Reads the stream of the table: hands owed mail and calls to their queues, lists tasks, and tells the bus what happened.',
    entry: 'functions/relay/main.ts',
    memoryMb: 256,
    timeoutSeconds: 60,
    needs: ['TABLE_NAME', 'STAGE', 'MAIL_QUEUE_URL', 'CALLS_QUEUE_URL', 'BUS_NAME'],
    mayHave: [],
    clients: ['dynamodb', 'sqs', 'eventbridge'],
  },
  {
    name: 'tally',
    description: 'Reads the stream of the table: folds facts into counters, each exactly once.',
    entry: 'functions/tally/main.ts',
    memoryMb: 256,
    timeoutSeconds: 60,
    needs: ['TABLE_NAME', 'STAGE'],
    mayHave: [],
    clients: ['dynamodb'],
  },
  {
    name: 'send',
    description: 'Claims owed mail and hands it to SES, at the pace that SES allows.',
    entry: 'functions/send/main.ts',
    memoryMb: 512,
    timeoutSeconds: 60,
    needs: ['TABLE_NAME', 'STAGE', 'MAIL_QUEUE_URL', 'CONFIGURATION_SET', 'PUBLIC_ORIGIN'],
    mayHave: ['SENDER'],
    clients: ['dynamodb', 'ses', 'sqs'],
  },
  {
    name: 'report',
    description: 'Takes what SES tells of mails: deliveries, bounces, complaints, opens and clicks.',
    entry: 'functions/report/main.ts',
    memoryMb: 512,
    timeoutSeconds: 60,
    needs: ['TABLE_NAME', 'STAGE'],
    mayHave: [],
    clients: ['dynamodb'],
  },
  {
    name: 'hook',
    description: 'Calls the servers that campaigns name, signed, again and again for two days, and reports what became of it.',
    entry: 'functions/hook/main.ts',
    memoryMb: 256,
    timeoutSeconds: 60,
    needs: ['TABLE_NAME', 'STAGE', 'CALLS_QUEUE_URL'],
    mayHave: [],
    clients: ['dynamodb', 'sqs'],
  },
  {
    name: 'sweep',
    description: 'Lets every customer be decided anew after a change of the rules: paced, resumable, one piece at a time.',
    entry: 'functions/sweep/main.ts',
    memoryMb: 512,
    timeoutSeconds: 120,
    needs: ['TABLE_NAME', 'STAGE', 'SWEEPS_QUEUE_URL'],
    mayHave: [],
    clients: ['dynamodb', 'sqs'],
  },
  {
    name: 'publish',
    description:
      'Checks and publishes policy, templates, campaigns and experiments, for the command line and for the editor of the console.',
    entry: 'functions/publish/main.ts',
    memoryMb: 1_769,
    timeoutSeconds: ANSWER_SECONDS,
    needs: ['TABLE_NAME', 'STAGE', 'SWEEPS_QUEUE_URL'],
    mayHave: [],
    clients: ['dynamodb', 'sqs'],
  },
  {
    name: 'console-api',
    description: 'Answers the console and the command line: who may do what is decided by role.',
    entry: 'functions/console-api/main.ts',
    memoryMb: 1_024,
    timeoutSeconds: ANSWER_SECONDS,
    needs: ['TABLE_NAME', 'STAGE', 'BUS_NAME', 'EVENTS_ORIGIN'],
    mayHave: [],
    clients: ['dynamodb'],
  },
  {
    name: 'results',
    description: 'Answers what experiments show, and judges them once an hour: what is found is written down, told, and acted on.',
    entry: 'functions/results/main.ts',
    // A long experiment is arithmetic alone: a core of its own.
    memoryMb: 1_769,
    // The judge takes its time. Whoever asks for a page is answered long before.
    timeoutSeconds: 120,
    needs: ['TABLE_NAME', 'STAGE', 'BUS_NAME', 'SWEEPS_QUEUE_URL'],
    mayHave: [],
    clients: ['dynamodb', 'eventbridge', 'sqs'],
  },
  {
    name: 'public',
    description: 'Serves the links of mails: leaving, choosing topics, confirming, following a link, answering a survey.',
    entry: 'functions/public/main.ts',
    memoryMb: 512,
    timeoutSeconds: ANSWER_SECONDS,
    needs: ['TABLE_NAME', 'STAGE'],
    mayHave: [],
    clients: ['dynamodb'],
  },
]

/** Where bundles are written, one folder each, from the root of the repository. */
export const BUNDLES = 'functions/dist'
/** What Lambda is told to call in `functions/dist/<name>/index.mjs`. */
export const HANDLER = 'index.handler'
