/** Another process writes into the data folder: two of them would send each other's mails. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
  constructor() {
    super(
      'The data folder is being written by another process. Wait for it or stop it, or use another folder (--data). Where Rekindle runs on it, its console and its API do the same (docs/local.md).',
    )
  }
}
