import { ActionIcon } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import type { StageOrder } from '#shared/views.ts'

interface PlayButtonProps {
  readonly playing: boolean
  readonly disabled: boolean
  readonly onSteer: (what: string, order: StageOrder) => void
}

/** Whether the script goes on by itself. */
export function PlayButton({ playing, disabled, onSteer }: PlayButtonProps) {
  const words = playing ? 'Pause the script' : 'Play the script'
  return (
    <ActionIcon
      size="md"
      disabled={disabled}
      aria-label={words}
      title={words}
      onClick={() =>
        playing
          ? onSteer('Pausing the script', { do: 'pause' })
          : onSteer('Playing the script', { do: 'play' })
      }
    >
      {playing ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
    </ActionIcon>
  )
}
