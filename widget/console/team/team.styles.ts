/** What the pages of the team add to those of inboxes. */
import { css } from 'lit';

export const teamStyles = css`
  form {
    max-width: 760px;
  }
  fieldset small {
    grid-column: 1 / -1;
  }
  .once {
    padding: var(--fd-2) var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  .once code {
    user-select: all;
    font-size: var(--fd-text-m);
  }
  /* Narrow: who, whether they are there and how busy; the rest is one press away. */
  @media (max-width: 719px) {
    .more {
      display: none;
    }
    th small {
      display: block;
    }
  }
`;
