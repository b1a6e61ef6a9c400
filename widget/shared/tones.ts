/** A few soft tones, one after the other. */
export type Tones = {
  /** Hertz. */
  tones: readonly number[];
  /** Seconds: how long each sounds, and when the next begins. */
  length: number;
  every: number;
  /** 0 to 1. */
  volume: number;
};

export function playTones(audio: AudioContext, { tones, length, every, volume }: Tones): void {
  for (const [i, tone] of tones.entries()) {
    const from = audio.currentTime + i * every;
    const sound = audio.createOscillator();
    const loudness = audio.createGain();
    sound.frequency.value = tone;
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(volume, from + 0.01);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + length);
    sound.connect(loudness).connect(audio.destination);
    sound.start(from);
    sound.stop(from + length);
  }
}
