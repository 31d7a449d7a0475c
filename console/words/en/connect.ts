const DOORS: Readonly<Record<string, string>> = {
  segment: 'Segment',
  cloudevents: 'CloudEvents',
  eventbridge: 'EventBridge',
  shop: 'Demo shop',
  retry: 'Quarantine',
}

export const connectWords = () => ({
  title: 'Connect your backend',
  text: 'Publish with what you already have. Only the address is new.',
  address: 'Address',
  key: 'Write key',
  noKey: 'None is needed on this machine.',
  bus: 'Event bus',
  client: 'What you publish with',
  linesTitle: 'Lines to copy',
  linesText:
    'They publish who somebody is and an order of theirs. Run them as they are: within a second they appear under “What arrives now”.',
  install: 'Install',
  publish: 'Publish',
  browserNote:
    'A page of another site may publish only where the server was started with its origin allowed: --allow-origin https://shop.example. From a backend nothing is needed.',
  awsNote:
    'The rule of the bus takes everything but what we publish ourselves. Any secret will do here; the access key id is the write key.',
  arrivalsTitle: 'What arrives now',
  arrivalsText: 'Events as they come, the newest at the end.',
  waiting: 'Waiting for your first event …',
  waitingText: 'Copy the lines above and run them on this machine. What arrives appears here by itself, also when it is refused.',
  waitingDemo: 'The demo shop publishes meanwhile; look at everything to see it.',
  lost: 'The live line is broken, so nothing appears here. Trying again …',
  from: 'Show',
  sources: { mine: 'From your backends', all: 'Everything' },
  door: (door: string): string => DOORS[door] ?? door,
  taken: 'Taken',
  refused: 'Refused',
  toQuarantine: 'Mend it in the quarantine',
})
