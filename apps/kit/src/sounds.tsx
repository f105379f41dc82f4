// Three sounds, made on the spot: a cashier looks at the goods and hears whether a scan was taken.
import { useSyncExternalStore } from 'react'

type Sound = 'good' | 'bad' | 'attention'

/** Tones one after the other: hertz and milliseconds. Higher is well, lower is not. */
const tones: Readonly<Record<Sound, readonly (readonly [number, number])[]>> = {
  good: [[1_320, 70]],
  bad: [
    [233, 140],
    [196, 200],
  ],
  attention: [
    [660, 90],
    [880, 120],
  ],
}

const shelfName = 'tillside.sound'
/** A whole wave at full swing would be heard in the whole shop. */
const volume = 0.12
const fadeMs = 12

let audio: AudioContext | undefined
const listeners = new Set<() => void>()

const isOn = (): boolean => localStorage.getItem(shelfName) !== 'off'

/** Plays it, unless sound is switched off. A browser that has not been touched yet keeps silent. */
export function playSound(sound: Sound): void {
  if (!isOn()) return
  audio ??= new AudioContext()
  void audio.resume()
  let at = audio.currentTime
  for (const [hertz, ms] of tones[sound]) {
    const [oscillator, gain] = [audio.createOscillator(), audio.createGain()]
    const end = at + ms / 1000
    oscillator.type = sound === 'bad' ? 'triangle' : 'sine'
    oscillator.frequency.value = hertz
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(volume, at + fadeMs / 1000)
    gain.gain.setValueAtTime(volume, end - fadeMs / 1000)
    gain.gain.linearRampToValueAtTime(0, end)
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(at)
    oscillator.stop(end)
    at = end
  }
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether sound is on, and a switch for it; the choice is kept on the device. */
export function useSoundSwitch(): readonly [boolean, (isOn: boolean) => void] {
  const choose = (wished: boolean): void => {
    localStorage.setItem(shelfName, wished ? 'on' : 'off')
    for (const listener of listeners) listener()
  }
  return [useSyncExternalStore(subscribe, isOn), choose]
}
