import { css } from 'lit';

export const threadStyles = css`
  :host {
    container: thread / inline-size;
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    min-width: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    min-height: 52px;
    padding: var(--fd-2) var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
  }
  .who {
    flex: 1 1 auto;
    min-width: 0;
  }
  h1 {
    overflow: hidden;
    font-size: var(--fd-text-m);
    line-height: 1.25;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who p {
    display: flex;
    gap: var(--fd-2);
    overflow: hidden;
    color: var(--fd-muted);
    white-space: nowrap;
  }
  .state.queued {
    color: var(--fd-warning);
    font-weight: 500;
  }
  .skeleton.title {
    width: 140px;
  }
  .verbs {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .verbs button[data-verb='resolve'] {
    margin-inline-start: 2px;
  }
  .back,
  .details {
    display: none !important;
  }
  .writing {
    display: flex;
    gap: var(--fd-3);
    padding-inline: var(--fd-4);
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-xs);
    font-weight: 600;
  }
  fd-transcript {
    flex: 1;
    min-height: 0;
  }
  .loading {
    display: grid;
    gap: var(--fd-4);
    width: min(560px, 100%);
    padding: var(--fd-6) var(--fd-4);
  }
  .loading .skeleton {
    width: 60%;
    height: 32px;
    border-radius: var(--fd-radius);
  }
  .loading .right {
    justify-self: end;
  }
  .loading .short {
    width: 35%;
  }
  /* Words go before the buttons do. */
  @container thread (max-width: 720px) {
    .verbs button[data-verb] span {
      display: none;
    }
    .verbs button[data-verb]:is([data-verb='take'], [data-verb='resolve']):enabled span {
      display: inline;
    }
  }
  @container thread (max-width: 540px) {
    .verbs button[data-verb]:disabled {
      display: none;
    }
    .verbs button[data-verb]:enabled:is([data-verb='take'], [data-verb='resolve']) span {
      display: none;
    }
    .verbs button[data-verb] {
      min-width: 36px;
      padding: 0 var(--fd-2);
    }
  }
  :host([paired]) .details {
    display: inline-flex !important;
  }
  @media (max-width: 1119px) {
    .details {
      display: inline-flex !important;
    }
  }
  @media (max-width: 719px) {
    .back {
      display: inline-flex !important;
    }
  }
`;
