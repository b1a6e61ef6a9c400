import { css } from 'lit';

export const messagesStyles = css`
  :host {
    position: relative;
    display: block;
  }
  .scroll {
    block-size: 100%;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .content {
    padding: 0 var(--fd-4) var(--fd-4);
  }
  .greeting .bubble p {
    white-space: pre-wrap;
  }
  .ghost .bubble {
    animation: settle var(--fd-slow) ease-out;
  }
  @keyframes settle {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
  .dots {
    display: flex;
    align-items: center;
    gap: 4px;
    block-size: 22px;
  }
  .dots i {
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--fd-500);
    animation: breathe 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes breathe {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }
  .skeleton {
    display: flex;
    flex-direction: column;
    gap: var(--fd-3);
    margin-block-start: var(--fd-5);
  }
  .skeleton-line {
    display: block;
    inline-size: 200px;
    max-inline-size: 70%;
    block-size: 36px;
    border-radius: 14px;
    background: var(--fd-100);
  }
  .bubble .skeleton-line {
    max-inline-size: 100%;
    block-size: 22px;
    background: var(--fd-200);
  }
  .skeleton-line.own {
    align-self: flex-end;
  }
  .skeleton-line.short {
    inline-size: 120px;
  }
  .earlier {
    display: block;
    min-block-size: 36px;
    margin: var(--fd-3) auto 0;
    padding: 0 var(--fd-3);
    border-radius: var(--fd-radius-s);
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-s);
    font-weight: 600;
  }
  .earlier:hover {
    background: var(--fd-accent-soft);
  }
  .below {
    position: absolute;
    inset-block-end: var(--fd-3);
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: fit-content;
    min-block-size: 36px;
    margin-inline: auto;
    padding: 0 var(--fd-3) 0 var(--fd-2);
    border: 1px solid var(--fd-line);
    border-radius: 18px;
    background: var(--fd-raised);
    box-shadow: var(--fd-shadow-2);
    font-size: var(--fd-text-s);
    font-weight: 600;
  }
`;
