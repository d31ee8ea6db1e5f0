-- keep/mail: what is to be sent, and what became of it. When a mail is done
-- with, its row stays for the counts and for answers by mail; what it said
-- and to whom goes after some days.
CREATE TABLE mail (
    id          @KEY@,
    person_id   @INT@,              -- NULL: nobody who is known here
    receiver    @TEXT@,             -- an address; NULL: forgotten
    lang        @TEXT@ NOT NULL,    -- the receiver's
    kind        @TEXT@ NOT NULL,    -- of struct mail_kind
    subject     @TEXT@,             -- NULL: forgotten
    body        @TEXT@,             -- NULL: forgotten
    about_id    @INT@,              -- a thing; NULL: none
    status      @TEXT@ NOT NULL,    -- waiting sent given_up handed late removed
    urgency     @INT@ NOT NULL,     -- 0: somebody waits for it; 1
    made_at     @INT@ NOT NULL,
    since_at    @INT@ NOT NULL,     -- tried since: five days, then no more
    ends_at     @INT@,              -- of no use after; NULL: never
    due_at      @INT@ NOT NULL,     -- the next try, or the end of this one
    n_tries     @INT@ NOT NULL,
    last_code   @INT@,              -- what the server answered last
    settled_at  @INT@,              -- when it was done with
    forget_at   @INT@               -- when what it said goes
) @STRICT@;
CREATE INDEX mail_due ON mail (status, urgency, due_at, id);
CREATE INDEX mail_status ON mail (status, id);
CREATE INDEX mail_person ON mail (person_id, id);
CREATE INDEX mail_receiver ON mail (receiver, id);
CREATE INDEX mail_about ON mail (about_id, id);
CREATE INDEX mail_end ON mail (ends_at);
CREATE INDEX mail_forget ON mail (forget_at);

-- Who wants no more mails of a kind: a hash, keyed, of the person's key or of
-- the address, so that it tells nothing about who it is.
CREATE TABLE mail_stop (
    hash   @BLOB@ NOT NULL,
    kind   @TEXT@ NOT NULL,
    at     @INT@ NOT NULL,
    PRIMARY KEY (hash, kind)
) @STRICT@;
