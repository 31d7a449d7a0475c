/**
 * Imported in the first line of every entry file, because an older Node fails later and less clearly.
 * Written without types, so that whatever Node can read a `.ts` file at all can read this one.
 */
const OLDEST_MAJOR = 24

const major = Number(process.versions.node.split('.')[0])
if (major < OLDEST_MAJOR) {
  process.stderr.write(
    `Rekindle needs Node ${OLDEST_MAJOR} or later, and this is Node ${process.versions.node} (${process.execPath}).\n` +
      'The right one comes with the project: run `npm ci` once, then start everything through npm,\n' +
      'as in `npm start`, `npm test`, `npm run sim -- --seed 1`, `npm run -s rekindle -- stages`.\n',
  )
  process.exit(1)
}
