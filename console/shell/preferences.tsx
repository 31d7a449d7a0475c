import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Language } from '../words/formats.ts'
import { useReader } from '../words/reader.tsx'

/** Each language is named in itself: whoever cannot read this one finds theirs. */
export const LanguageChoice = (): ReactNode => {
  const { words, language, choose } = useReader()
  return (
    <SegmentedControl<Language>
      aria-label={words.shell.language.label}
      data={[
        { value: 'en', label: words.shell.language.en },
        { value: 'zh', label: words.shell.language.zh },
      ]}
      fullWidth
      onChange={choose}
      size="xs"
      value={language}
    />
  )
}

export const SchemeChoice = (): ReactNode => {
  const { words } = useReader()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { label, light, dark, auto } = words.shell.scheme
  return (
    <SegmentedControl<'light' | 'dark' | 'auto'>
      aria-label={label}
      data={[
        { value: 'light', label: <Choice icon={<IconSun aria-hidden size={16} stroke={1.8} />} name={light} /> },
        { value: 'dark', label: <Choice icon={<IconMoon aria-hidden size={16} stroke={1.8} />} name={dark} /> },
        { value: 'auto', label: <Choice icon={<IconDeviceDesktop aria-hidden size={16} stroke={1.8} />} name={auto} /> },
      ]}
      onChange={setColorScheme}
      size="xs"
      value={colorScheme}
    />
  )
}

const Choice = ({ icon, name }: { readonly icon: ReactNode; readonly name: string }): ReactNode => (
  <span style={{ display: 'grid', placeItems: 'center', minHeight: '1.25rem' }} title={name}>
    {icon}
    <span className="visually-hidden">{name}</span>
  </span>
)
