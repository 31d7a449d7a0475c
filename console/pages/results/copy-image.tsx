import { Button } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { ResultPage } from '../../api/types.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'

type CopyImageProps = { readonly page: ResultPage; readonly title: string; readonly drawing: () => SVGSVGElement | null }

/** Takes a drawing along as a picture that says what it is, and as of when. */
export const CopyImage = ({ page, title, drawing }: CopyImageProps): ReactNode => {
  const { words, format } = useReader()
  const { results, parts } = useResultWords()
  const [done, setDone] = useState<'copied' | 'saved' | 'failed' | null>(null)
  const { summary, readout } = page
  const name = words.verdicts.experimentName(summary.id, summary.name)
  const copy = async (): Promise<void> => {
    const { copyPicture } = await import('../../charts/copy-picture.ts')
    const shown = drawing()
    if (shown === null) return
    const note = `${words.shell.product} · ${results.asOf} ${format.day(readout.asOf)} · ${results.phaseOf(summary.phase)}`
    const file = `${summary.id.replace(/[^\w-]+/g, '_')}-${format.day(readout.asOf).replace(/\s+/g, '-')}.png`
    setDone(await copyPicture(shown, { title: `${name}: ${title}`, note, file }))
  }
  const said = { copied: parts.imageCopied, saved: parts.imageSaved, failed: results.copyFailed }
  return (
    <Button
      color="gray"
      leftSection={<IconPhoto aria-hidden size={16} stroke={1.7} />}
      onClick={() => {
        copy().catch(() => setDone('failed'))
      }}
      size="compact-xs"
      variant="subtle"
    >
      <span aria-live="polite">{done === null ? parts.copyImage : said[done]}</span>
    </Button>
  )
}
