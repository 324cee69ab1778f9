// Made by `make client` from the desk's OpenAPI. Do not edit.
/* eslint-disable */

export interface paths {
    "/api/v1/tickets/process": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Process
         * @description Process an incoming support ticket: triage, draft, citations, policy check.
         *
         *     The same `ticket_id` with the same text gives the same answer; with another text from the same
         *     customer it continues the ticket.
         */
        post: operations["process_api_v1_tickets_process_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Metrics
         * @description Get processing metrics: what was counted by all processes, and timed in this one since its start.
         */
        get: operations["read_metrics_api_v1_tickets_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Triage
         * @description Judge a text, or each of a list of texts, and say how sure the desk is and why.
         */
        post: operations["triage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Session
         * @description Tell who asks, and what they may do; nobody has no account and no permissions.
         */
        get: operations["read_session"];
        put?: never;
        /**
         * Create Session
         * @description Sign in; the session is in a cookie, and one that was open in this browser ends.
         */
        post: operations["sign_in"];
        /**
         * Delete Session
         * @description Sign out of this browser; done already, it stays done.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Password
         * @description Set a new password; every other session of the account ends.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description List where one is signed in, what was used last first.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Own Session
         * @description Sign out elsewhere; another's session is not there.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Accounts
         * @description List accounts in the order in which they were made.
         */
        get: operations["list_accounts"];
        put?: never;
        /**
         * Post Account
         * @description Make an account. The first one is an admin's, is signed in at once, and gives the desk to a team.
         */
        post: operations["create_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Account
         * @description Show one account.
         */
        get: operations["read_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch Account
         * @description Change role or name, disable or enable; who is disabled is signed out, and their keys are dead.
         */
        patch: operations["change_account"];
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Password Reset
         * @description Make a link by which somebody sets a new password; it works once, for seven days.
         */
        post: operations["offer_new_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Invitations
         * @description List the invitations that nobody has used yet.
         */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Post Invitation
         * @description Make a link by which somebody gets an account; it works once, for seven days.
         */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Invitation
         * @description Take an invitation back; one that is over stays as it is.
         */
        delete: operations["take_back_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Acceptance
         * @description Come in by a link: an account is made or gets its new password, and is signed in.
         */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Keys
         * @description List one's own keys; an admin sees all.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Post Key
         * @description Make a key; send its token as `Authorization: Bearer fl_...`.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Key
         * @description End a key at once, one's own or, as an admin, anybody's; another's is not there.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Customers
         * @description List customers, the newest first. A page of a search may be short and have a `next` all the same.
         */
        get: operations["list_customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Customer
         * @description Show a customer; the number of one who was merged shows the one who stayed.
         */
        get: operations["read_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch Customer
         * @description Change name or address; the tickets keep what was given with them.
         */
        patch: operations["change_customer"];
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tickets
         * @description List a customer's tickets, the newest first.
         */
        get: operations["list_customer_tickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Notes
         * @description List the notes about a customer, the newest first.
         */
        get: operations["list_customer_notes"];
        put?: never;
        /**
         * Post Note
         * @description Note something about a customer; only colleagues see it.
         */
        post: operations["create_customer_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Identity
         * @description Let a customer be known by one more thing: whoever writes under it is this customer from now on.
         */
        post: operations["add_customer_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/identities/{kind}/{value}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Identity
         * @description Let a customer be known by something no more, be it the last thing; the tickets stay theirs.
         */
        delete: operations["remove_customer_identity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Merge
         * @description Merge a customer into another, who gets all tickets, identities and notes. There is no way back.
         */
        post: operations["merge_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Canned Replies
         * @description List canned replies in the order in which they were made.
         */
        get: operations["list_canned_replies"];
        put?: never;
        /**
         * Post Canned Reply
         * @description Make a canned reply. HTML is made harmless.
         */
        post: operations["create_canned_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-replies/{reply_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Canned Reply
         * @description Show a canned reply, filled in for a ticket if one is named; unknown names stay in braces.
         */
        get: operations["read_canned_reply"];
        put?: never;
        post?: never;
        /**
         * Delete Canned Reply
         * @description Forget a canned reply; what was written with it stays.
         */
        delete: operations["delete_canned_reply"];
        options?: never;
        head?: never;
        /**
         * Patch Canned Reply
         * @description Change a canned reply. A new HTML without a text gives it its text, too.
         */
        patch: operations["change_canned_reply"];
        trace?: never;
    };
    "/api/v1/taxonomy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Taxonomy
         * @description Show all categories.
         */
        get: operations["read_taxonomy"];
        /**
         * Put Taxonomy
         * @description Replace all categories. `general` must be among them; what tickets have can only be retired.
         */
        put: operations["replace_taxonomy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxonomy/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Rename
         * @description Give a category or a subcategory another name; its tickets, labels and settings follow.
         */
        post: operations["rename_category"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxonomy/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Merge
         * @description Make categories part of another one; their tickets, labels and settings follow.
         */
        post: operations["merge_categories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxonomy/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Split
         * @description Let some subcategories be a category of their own, or part of another; tickets and labels follow.
         */
        post: operations["split_category"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxonomy/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Check
         * @description Name the categories that are hard to tell apart, and the phrases that pull the wrong way: advice.
         */
        get: operations["check_taxonomy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Models
         * @description List what the desk has learnt, the newest first, with how well each field did.
         */
        get: operations["list_models"];
        put?: never;
        /**
         * Post Model
         * @description Let a model be trained from all labels, soon; it answers if no field gets worse.
         */
        post: operations["train_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model
         * @description Give one model.
         */
        get: operations["read_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{version}/promotion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Promotion
         * @description Let this model answer from now on, an earlier one or one that was refused.
         */
        post: operations["promote_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Promise
         * @description Tell what a promised precision buys, by the model in force; not asked for: the one that is kept.
         */
        get: operations["read_promise"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Reason
         * @description Make a correction, a phrase of the category or a rule of the desk of a reason.
         */
        post: operations["teach_reason"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Review
         * @description Name the tickets whose label would teach most; setting the category of one labels it.
         */
        get: operations["read_review"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/learnt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Learnt
         * @description Show what the desk has learnt from a ticket, and open tickets that it would judge otherwise by now.
         *
         *     Nothing is changed: those tickets stay as they are until somebody sets them, or the customer writes again.
         */
        get: operations["show_learnt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Settings
         * @description List every setting with its value, its default and its meaning.
         */
        get: operations["read_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch Settings
         * @description Change some settings, all or none, for every process from its next look on.
         */
        patch: operations["change_settings"];
        trace?: never;
    };
    "/api/v1/llm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Llm
         * @description Show whether the LLM is on, whose it is, whether it answers, and what is left of the budget.
         */
        get: operations["read_llm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/llm/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Llm Test
         * @description Ask the LLM one small question, on or off, for 10 s at most; it is counted, and kept within the limits.
         *
         *     What is wrong with the LLM is no error: it is told.
         */
        post: operations["test_llm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/llm/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Usage
         * @description Show what the LLM has taken: calls, tokens, cost and budget, this month and before.
         */
        get: operations["read_llm_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Events
         * @description Read the log, oldest first, and follow it. A part may be short, or empty, and have `more`.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ticket Events
         * @description Look back at what happened to a ticket, the newest first.
         */
        get: operations["list_ticket_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Event Stream
         * @description Follow the log as it grows, from now on or behind a place, and who is at which ticket (`presence`).
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Jobs
         * @description List what the desk does by itself; the counts are of all jobs, whatever is asked for.
         */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Retry All
         * @description Try dead letters again, all or those of one step, 500 at once; `left` says whether to ask again.
         */
        post: operations["retry_jobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Job
         * @description Give one job; one that is done is not there any more.
         */
        get: operations["read_job"];
        put?: never;
        post?: never;
        /**
         * Delete Job
         * @description Throw a dead letter away: what it would have done is not done.
         */
        delete: operations["discard_job"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Retry
         * @description Try a dead letter again: now, and with all its tries.
         */
        post: operations["retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Cancel
         * @description Take a job away that waits or runs; what a worker still writes about it is undone.
         */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Import
         * @description Take in a CSV or JSON Lines file, packed with gzip or not; what it is shows by itself.
         *
         *     With `Accept: text/event-stream` the `progress` is told now and then, and in the end what was `done`.
         */
        post: operations["import_tickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Export
         * @description Give every ticket with its thread, verdict and tags as a file, as long as it may be.
         */
        get: operations["export_tickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Demo
         * @description Tell whether the sample conversations are on the desk.
         */
        get: operations["read_demo"];
        put?: never;
        /**
         * Post Demo
         * @description Fill the desk with sample conversations, spread over the last weeks; once, however often it is asked.
         *
         *     They cannot be taken away again, because the event log forgets nothing. It takes some seconds; with
         *     `Accept: text/event-stream` the `progress` is told meanwhile, and in the end what was `done`.
         */
        post: operations["load_demo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Desk
         * @description Tell what this desk is: its name, version, mode, and what it stands on.
         */
        get: operations["read_desk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Agents
         * @description List agents in the order in which they came.
         */
        get: operations["list_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Agent
         * @description Show an agent.
         */
        get: operations["read_agent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Teams
         * @description List every team with its members, by slug; all of them at once.
         */
        get: operations["list_teams"];
        put?: never;
        /**
         * Post Team
         * @description Make a team.
         */
        post: operations["create_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Team
         * @description End a team that neither the taxonomy nor a ticket names; its members stay agents.
         */
        delete: operations["delete_team"];
        options?: never;
        head?: never;
        /**
         * Patch Team
         * @description Give a team another name.
         */
        patch: operations["rename_team"];
        trace?: never;
    };
    "/api/v1/teams/{slug}/members/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Member
         * @description Put an agent into a team.
         */
        put: operations["add_team_member"];
        post?: never;
        /**
         * Delete Member
         * @description Take an agent out of a team.
         */
        delete: operations["remove_team_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Articles
         * @description List articles in the order of their ids, without their texts.
         */
        get: operations["list_articles"];
        put?: never;
        /**
         * Post Article
         * @description Make an article; it can be found by its words at once, by its meaning a moment later.
         */
        post: operations["create_article"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/articles/{article_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Article
         * @description Show an article with its text and its passages.
         */
        get: operations["read_article"];
        put?: never;
        post?: never;
        /**
         * Delete Article
         * @description Remove an article. Its revisions stay, and so does what drafts have quoted of it.
         */
        delete: operations["delete_article"];
        options?: never;
        head?: never;
        /**
         * Patch Article
         * @description Change an article. One that came with the desk is the desk's own from then on.
         */
        patch: operations["change_article"];
        trace?: never;
    };
    "/api/v1/knowledge/articles/{article_id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Revisions
         * @description List what an article has said, the newest first; also of one that was removed.
         */
        get: operations["list_article_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Import
         * @description Take articles in by their ids: new ones are added, others changed where they say something else.
         *
         *     The same again changes nothing.
         */
        post: operations["import_articles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Samples
         * @description Remove the articles that came with the desk and that nobody has changed.
         */
        delete: operations["remove_sample_articles"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Search
         * @description Find the articles that answer a question best, by their words and their meaning.
         */
        get: operations["search_knowledge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Check
         * @description Look the knowledge base over: duplicates, contradictions, dead links, old pages.
         */
        get: operations["check_knowledge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Gaps
         * @description List what customers asked and no article answers, what was asked most first.
         */
        get: operations["list_knowledge_gaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/gaps/{gap_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch Gap
         * @description Say what has become of a gap: answered by an article, dismissed, or open again.
         */
        patch: operations["settle_knowledge_gap"];
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Policy
         * @description List every rule, with what sending does and its examples.
         */
        get: operations["read_policy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch Policy
         * @description Say what sending does where rules find something, or switch rules off; say where they may link to.
         */
        patch: operations["change_policy"];
        trace?: never;
    };
    "/api/v1/policy/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Rule
         * @description Write a rule of the desk's own; refused when one of its examples comes out otherwise.
         */
        put: operations["put_policy_rule"];
        post?: never;
        /**
         * Delete Rule
         * @description Remove a rule of the desk's own.
         */
        delete: operations["delete_policy_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Check
         * @description Check a reply by the desk's rules; nothing is stored.
         */
        post: operations["check_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tickets
         * @description List tickets; with `q`, those that hold the words, and where. A search's `newest` came in last.
         */
        get: operations["list_tickets"];
        put?: never;
        /**
         * Post Ticket
         * @description Take a customer's message in and triage it.
         */
        post: operations["create_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Order
         * @description Give the numbers of all tickets of a list at once: what its pages hold, one after the other.
         */
        get: operations["order_tickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Counts
         * @description Count what each view holds, and the open tickets of each team, category and kind of mail.
         */
        get: operations["count_tickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Views
         * @description List your own views and those that are shared, in the order in which they were made.
         */
        get: operations["list_views"];
        put?: never;
        /**
         * Post View
         * @description Save filters under a name.
         */
        post: operations["create_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get View
         * @description Show a saved view.
         */
        get: operations["get_view"];
        put?: never;
        post?: never;
        /**
         * Delete View
         * @description Forget a view; its tickets stay where they are.
         */
        delete: operations["delete_view"];
        options?: never;
        head?: never;
        /**
         * Patch View
         * @description Change a view: its owner may, and of a shared one a lead, too.
         */
        patch: operations["update_view"];
        trace?: never;
    };
    "/api/v1/tickets/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Bulk
         * @description Change many tickets, each for itself; one that cannot be changed says why.
         */
        post: operations["change_tickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Entries
         * @description List the thread, the newest entry first.
         */
        get: operations["list_entries"];
        put?: never;
        /**
         * Post Entry
         * @description Reply to the customer, or leave a note for colleagues.
         *
         *     A reply is checked by the desk's policy: where a rule blocks it, or it needs a lead, it is not sent. With
         *     `delay_seconds` it waits so long before it is in the thread, and `DELETE .../outgoing/{id}` takes it back.
         */
        post: operations["create_entry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/outgoing/{outgoing_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Outgoing
         * @description Take back a reply or a note that waits: its author may, and a lead.
         *
         *     Its words are its author's draft again, unless they have begun another one.
         */
        delete: operations["recall_entry"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Draft
         * @description Give the caller's draft.
         */
        get: operations["get_draft"];
        /**
         * Put Draft
         * @description Keep the caller's draft; `If-Match: "0"` says that there is none yet.
         */
        put: operations["save_draft"];
        /**
         * Post Draft
         * @description Draft the desk's proposal anew for the newest verdict, by the LLM if one is on, and send nothing.
         *
         *     With `Accept: text/event-stream` each `sentence` is told as soon as it is complete and checked, then the
         *     `proposal`, which has the last word: what it calls cut is not in it.
         */
        post: operations["redraft_reply"];
        /**
         * Delete Draft
         * @description Forget the caller's draft; none is no matter.
         */
        delete: operations["delete_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/assignee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Assignee
         * @description Give the ticket to an agent, whoever has it.
         */
        put: operations["assign_ticket"];
        post?: never;
        /**
         * Delete Assignee
         * @description Take the ticket from its agent.
         */
        delete: operations["unassign_ticket"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Claim
         * @description Take the ticket if nobody else has it; who has it already keeps it.
         */
        post: operations["claim_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Resolution
         * @description End the matter; what is resolved or closed stays so.
         */
        post: operations["resolve_ticket"];
        /**
         * Delete Resolution
         * @description Take the matter up again; what is not ended stays as it is.
         */
        delete: operations["reopen_ticket"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Snooze
         * @description Let the ticket rest; it comes back by itself, or when the customer writes.
         */
        put: operations["snooze_ticket"];
        post?: never;
        /**
         * Delete Snooze
         * @description Let the ticket come back now.
         */
        delete: operations["unsnooze_ticket"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace Tags
         * @description Give the ticket these tags and no others.
         */
        put: operations["replace_tags"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Tag
         * @description Give the ticket one tag more.
         */
        put: operations["add_tag"];
        post?: never;
        /**
         * Delete Tag
         * @description Take a tag from the ticket; one that it has not is no matter.
         */
        delete: operations["remove_tag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Read
         * @description Note that the caller has read all that is there.
         */
        put: operations["mark_read"];
        post?: never;
        /**
         * Delete Read
         * @description Let the ticket be unread for the caller.
         */
        delete: operations["mark_unread"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tags
         * @description List the tags that are in use.
         */
        get: operations["list_tags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get All Presence
         * @description Tell who is at any ticket now; the stream of events tells what changes after that.
         */
        get: operations["list_all_presence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Presence
         * @description Tell who is at a ticket.
         */
        get: operations["list_presence"];
        /**
         * Put Presence
         * @description Say that the caller is at a ticket, and tell who is.
         */
        put: operations["put_presence"];
        post?: never;
        /**
         * Delete Presence
         * @description Say that the caller has left a ticket; who was not there has left, too.
         */
        delete: operations["delete_presence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ticket
         * @description Show a ticket with its thread, its verdict, its timeline and what may be answered.
         */
        get: operations["get_ticket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch Ticket
         * @description Change what stands on a ticket; a field of the verdict stays as it is set, whatever comes later.
         */
        patch: operations["update_ticket"];
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/verdicts/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Verdict
         * @description Show a revision of the verdict, with the reasons and opinions of every voice.
         */
        get: operations["get_verdict"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/proposal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Proposal
         * @description Show the reply that the desk proposes, and what its policy check says.
         */
        get: operations["get_proposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Corrections
         * @description List what people have corrected, the last first.
         */
        get: operations["list_corrections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{ticket_id}/corrections/{correction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Correction
         * @description Take a correction back: the field stands as before, and the desk has not learnt it; safe to repeat.
         *
         *     The newest correction of a field goes first. The list goes on showing it, with who took it back.
         */
        delete: operations["take_back_correction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An account. */
        AccountOut: {
            id: number;
            email: string;
            name: string;
            role: string;
            disabled: boolean;
            /** Format: date-time */
            created_at: string;
            version: number;
            agent: components["schemas"]["AgentRef"];
        };
        /** @description The account that is signed in. */
        AccountRef: {
            id: number;
            email: string;
            name: string;
            role: string;
        };
        /** @description Who works on tickets. */
        AgentOut: {
            id: number;
            name: string;
            has_account: boolean;
            role: string | null;
            disabled: boolean;
            teams: string[];
            open_tickets: number;
        };
        /** @description The agent, as a ticket names them. */
        AgentRef: {
            id: number;
            name: string;
        };
        /** @description An open ticket that the desk would judge otherwise now, because of this one. */
        AlikeOut: {
            ticket_id: number;
            subject: string;
            field: string;
            stands: string;
            would_be: string;
            confidence: number;
        };
        /** @description Whether the process runs. */
        Alive: {
            /**
             * @default true
             * @constant
             */
            alive?: true;
        };
        /** @description The desk in numbers; what never occurred is not in the maps. */
        AnalyticsSummary: {
            total_tickets: number;
            open_tickets: number;
            urgent_tickets: number;
            tickets_by_category: {
                [key: string]: number;
            };
            tickets_by_priority: {
                [key: string]: number;
            };
            tickets_by_team: {
                [key: string]: number;
            };
            tickets_by_sentiment: {
                [key: string]: number;
            };
            average_priority_score: number;
        };
        /** @description Draft response structure. */
        AnswerDraft: {
            /** @description Personalized greeting */
            greeting: string;
            /** @description Main response body with [DOC-ID] citations */
            body: string;
            /** @description Professional closing */
            closing: string;
            /**
             * @description Response tone: empathetic_professional, formal, casual
             * @default empathetic_professional
             */
            tone?: string;
        };
        /** @description An article with its text. */
        ArticleOut: {
            id: string;
            version: number;
            title: string;
            url: string;
            tags: string[];
            language: string;
            audience: components["schemas"]["Audience"];
            standing: components["schemas"]["Standing"];
            /** Format: date */
            updated: string;
            valid_from: string | null;
            valid_until: string | null;
            source: string;
            author: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            changed_at: string;
            text: string;
            passages: components["schemas"]["PassageOut"][];
        };
        /** @description What an article said at a time. */
        ArticleRevisionOut: {
            version: number;
            author: string;
            /** Format: date-time */
            saved_at: string;
            title: string | null;
            text: string | null;
        };
        /** @description An article, as a list shows it. */
        ArticleRow: {
            id: string;
            version: number;
            title: string;
            url: string;
            tags: string[];
            language: string;
            audience: components["schemas"]["Audience"];
            standing: components["schemas"]["Standing"];
            /** Format: date */
            updated: string;
            valid_from: string | null;
            valid_until: string | null;
            source: string;
            author: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            changed_at: string;
        };
        /** @description Who has the message now. */
        Assigned: {
            success: boolean;
            assigned_to: string;
            /** @description In UTC, without a zone */
            assigned_at: string;
        };
        /**
         * @description Who may read an article.
         * @enum {string}
         */
        Audience: "public" | "internal";
        /** @description What a promise buys in a field, in one language; `*`: in every language that is heard. */
        BoughtOut: {
            language: string;
            field: string;
            promise: components["schemas"]["PromiseOut"];
        };
        /** @description Why a ticket stayed as it was. */
        BulkError: {
            detail: string;
            code: string;
        };
        /** @description What became of each ticket, in the order in which they were named. */
        BulkOut: {
            results: components["schemas"]["BulkResult"][];
        };
        /** @description What became of one ticket. */
        BulkResult: {
            id: number;
            ok: boolean;
            error: components["schemas"]["BulkError"] | null;
            corrections: components["schemas"]["CorrectionMade"][];
        };
        /** @description Who wrote, as the file says. */
        CallerOut: {
            name: string;
            email: string | null;
            ref: string | null;
        };
        /** @description A text that agents use again and again. */
        CannedReplyOut: {
            id: number;
            version: number;
            title: string;
            text: string;
            html: string | null;
            category: string | null;
            language: string | null;
            author: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description What the ticket is about.
         * @enum {string}
         */
        Category: "billing" | "technical" | "sales" | "account" | "general";
        /** @description What a ticket can be about. */
        CategoryOut: {
            name: string;
            title: string;
            description: string;
            team: string;
            subcategories: string[];
            phrases: {
                [key: string]: string[];
            };
            retired: boolean;
        };
        /**
         * @description What a field's confidence allows: to act, to suggest, or to ask a person.
         * @enum {string}
         */
        Certainty: "auto" | "suggest" | "person";
        /** @description How a field did on held-back messages, beside the model that answered before. */
        ChangeOut: {
            field: string;
            matters: boolean;
            tickets: number;
            old: number;
            new: number;
            better: number;
            worse: number;
            chance: number;
            tried_on: string;
            fault: string;
        };
        /** @description A ticket as it stands now, and which corrections the change made. */
        ChangedTicketOut: {
            id: number;
            version: number;
            revision: number;
            status: string;
            subject: string;
            subject_made: boolean;
            preview: string;
            customer: components["schemas"]["CustomerRef"];
            channel: string;
            door: string;
            tier: string;
            external_ref: string | null;
            assignee: components["schemas"]["AgentRef"] | null;
            team: string;
            tags: string[];
            category: string;
            subcategory: string;
            certainty: string;
            scope: string;
            urgency: number;
            priority: string;
            priority_score: number;
            level: string;
            sla_hours: number;
            /** Format: date-time */
            due_at: string;
            sentiment: string;
            frustrated: boolean;
            language: string;
            next_action: string;
            /** Format: date-time */
            received_at: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            resolved_at: string | null;
            snoozed_until: string | null;
            heard_at: string | null;
            unread: boolean | null;
            highlights?: components["schemas"]["Highlight"][] | null;
            corrections: components["schemas"]["CorrectionMade"][];
        };
        /** @description A sentence that was checked, and what became of it. */
        CheckedOut: {
            text: string;
            kind: string;
            doc_id: string;
            chunk_id: string;
            quote: string;
            /** @default false */
            is_cut?: boolean;
            /** @default  */
            reason?: string;
        };
        /** @description A passage of the knowledge base that a draft leans on. */
        CitationOut: {
            doc_id: string;
            chunk_id: string;
            title: string;
            score: number;
            url: string;
            quote: string;
        };
        /** @description Citation reference for knowledge base articles. */
        CitationOutput: {
            /** @description Document ID */
            doc_id: string;
            /** @description Specific chunk ID */
            chunk_id: string;
            /** @description Document title */
            title: string;
            /** @description Relevance score */
            score: number;
            /** @description Knowledge base URL */
            url: string;
        };
        /** @description A column of a CSV file, and the field that it is taken for. */
        ColumnOut: {
            name: string;
            field: string | null;
        };
        /** @description A correction that a change has just made; its number takes it back. */
        CorrectionMade: {
            id: number;
            field: string;
            before: unknown;
            after: unknown;
        };
        /** @description A field that somebody changed. */
        CorrectionOut: {
            id: number;
            revision: number;
            field: string;
            before: unknown;
            after: unknown;
            author: string;
            /** Format: date-time */
            corrected_at: string;
            taken_back_at: string | null;
            taken_back_by: string | null;
        };
        /** @description How many tickets there are where. */
        CountsOut: {
            views: components["schemas"]["ViewCount"][];
            teams: components["schemas"]["NameCount"][];
            categories: components["schemas"]["NameCount"][];
            scopes: components["schemas"]["NameCount"][];
            saved: components["schemas"]["SavedCount"][];
        };
        /** @description A customer with identities and history. */
        CustomerDetail: {
            id: number;
            version: number;
            name: string;
            email: string | null;
            /** Format: date-time */
            created_at: string;
            identities: components["schemas"]["IdentityOut"][];
            history: components["schemas"]["HistoryOut"];
        };
        /** @description Somebody who wrote. */
        CustomerOut: {
            id: number;
            version: number;
            name: string;
            email: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description What one customer's messages add up to. */
        CustomerProfile: {
            id: number;
            total_messages: number;
            open_messages: number;
            resolved_messages: number;
            avg_urgency: number;
            /** @description In UTC, without a zone */
            first_contact: string;
            /** @description In UTC, without a zone */
            last_contact: string;
        };
        /** @description The customer, as a ticket names them. */
        CustomerRef: {
            id: number;
            name: string;
            email: string | null;
        };
        /** @description Whether the samples are on the desk. */
        DemoOut: {
            samples: number;
            conversations: number;
        };
        /** @description What this desk is, and whether there is anything on it. */
        DeskOut: {
            name: string;
            version: string;
            mode: string;
            environment: string;
            has_tickets: boolean;
            has_accounts: boolean;
            database: string;
            encoder: string;
            llm_on: boolean;
            llm_configured: boolean;
            sends_email: boolean;
        };
        /**
         * @description What somebody does at a ticket.
         * @enum {string}
         */
        Doing: "viewing" | "typing";
        /** @description It was done. */
        Done: {
            /** @default true */
            success?: boolean;
        };
        /** @description What an agent is about to write. */
        DraftOut: {
            kind: components["schemas"]["EntryKind"];
            text: string;
            html: string | null;
            version: number;
            /** Format: date-time */
            saved_at: string;
        };
        /** @description Something named in the text: an order number, an amount, an address. */
        Entity: {
            kind: string;
            value: string;
            span: components["schemas"]["Span"];
        };
        /**
         * @description What an entry of the thread is.
         * @enum {string}
         */
        EntryKind: "message" | "reply" | "note";
        /** @description One contribution to the thread. */
        EntryOut: {
            id: number;
            kind: components["schemas"]["EntryKind"];
            author: string;
            text: string;
            html: string | null;
            /** Format: date-time */
            written_at: string;
        };
        /** @description What is on its way, what the policy check says of it, and the ticket as it stands now. */
        EntryQueued: {
            outgoing: components["schemas"]["OutgoingOut"];
            policy: components["schemas"]["Findings"] | null;
            ticket: components["schemas"]["TicketOut"];
        };
        /** @description What was taken back, what the caller is about to write instead, and the ticket as it stands now. */
        EntryRecalled: {
            outgoing: components["schemas"]["OutgoingOut"];
            draft: components["schemas"]["DraftOut"] | null;
            ticket: components["schemas"]["TicketOut"];
        };
        /** @description The entry, what the policy check says of it, and the ticket as it stands now. */
        EntryWritten: {
            entry: components["schemas"]["EntryOut"];
            policy: components["schemas"]["Findings"] | null;
            ticket: components["schemas"]["TicketOut"];
        };
        /** @description Something that happened. */
        EventOut: {
            id: string;
            ticket_id: number | null;
            kind: string;
            actor: string;
            data: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            happened_at: string;
        };
        /** @description Some of the log, in its order. */
        EventsPart: {
            items: components["schemas"]["EventOut"][];
            next: string;
            more: boolean;
        };
        /** @description Who is at which ticket; where nobody is, is left out. */
        EverywhereOut: {
            items: components["schemas"]["PresenceOut"][];
        };
        /**
         * @description What an export can be.
         * @enum {string}
         */
        ExportForm: "csv" | "jsonl";
        /**
         * @description What is wrong.
         * @enum {string}
         */
        Fault: "duplicate" | "contradicted" | "dead_link" | "same_title" | "empty" | "expired" | "old";
        /** @description One question of the verdict, answered. */
        Field_Level_: {
            value: components["schemas"]["Level"];
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_Level_"];
            };
            /** @default [] */
            ranking?: components["schemas"]["Level"][][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_Priority_: {
            value: components["schemas"]["Priority"];
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_Priority_"];
            };
            /** @default [] */
            ranking?: components["schemas"]["Priority"][][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_Sentiment_: {
            value: components["schemas"]["Sentiment"];
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_Sentiment_"];
            };
            /** @default [] */
            ranking?: components["schemas"]["Sentiment"][][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_TicketScope_: {
            value: components["schemas"]["TicketScope"];
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_TicketScope_"];
            };
            /** @default [] */
            ranking?: components["schemas"]["TicketScope"][][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_bool_: {
            value: boolean;
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_bool_"];
            };
            /** @default [] */
            ranking?: boolean[][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_float_: {
            value: number;
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_float_"];
            };
            /** @default [] */
            ranking?: number[][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_int_: {
            value: number;
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_int_"];
            };
            /** @default [] */
            ranking?: number[][];
            in_scope?: number | null;
        };
        /** @description One question of the verdict, answered. */
        Field_str_: {
            value: string;
            confidence: number;
            certainty: components["schemas"]["Certainty"];
            decided_by: components["schemas"]["Voice"];
            reasons: components["schemas"]["Reason"][];
            opinions: {
                [key: string]: components["schemas"]["Opinion_str_"];
            };
            /** @default [] */
            ranking?: string[][];
            in_scope?: number | null;
        };
        /** @description Filters as a query of `/tickets` names them; null: the filter is not set. */
        FiltersOut: {
            view: components["schemas"]["View"] | null;
            status: string[] | null;
            category: string[] | null;
            subcategory: string[] | null;
            priority: string[] | null;
            level: string[] | null;
            sentiment: string[] | null;
            team: string[] | null;
            channel: string[] | null;
            language: string[] | null;
            certainty: string[] | null;
            scope: string[] | null;
            tag: string[] | null;
            assignee: string[] | null;
            customer: number | null;
            unread: boolean | null;
            received_from: string | null;
            received_to: string | null;
            q: string | null;
        };
        /** @description One thing to look at. */
        FindingOut: {
            fault: components["schemas"]["Fault"];
            articles: string[];
            sentence: string;
        };
        /** @description What the policy check says of a reply. */
        Findings: {
            /** @enum {string} */
            compliance: "passed" | "failed" | "warning";
            refund_promise: boolean;
            timeline_mentioned: boolean;
            escalation_needed: boolean;
            issues: string[];
            legal_admission: boolean;
            data_disclosure: boolean;
            insult_or_blame: boolean;
            unsupported_claim: boolean;
            foreign_link: boolean;
            guarantee: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            rules: string;
        };
        /**
         * @description What can be wrong with a reply.
         * @enum {string}
         */
        Flag: "refund_promise" | "sla_mentioned" | "escalation_needed" | "legal_admission" | "data_disclosure" | "insult_or_blame" | "unsupported_claim" | "foreign_link" | "guarantee";
        /**
         * @description What a file can be.
         * @enum {string}
         */
        Form: "auto" | "csv" | "jsonl";
        /** @description An article that speaks of it. */
        FoundArticle: {
            id: string;
            title: string;
            url: string;
            language: string;
            score: number;
            passages: components["schemas"]["FoundPassage"][];
        };
        /** @description What the knowledge base has on a question. */
        FoundOut: {
            answerable: number;
            items: components["schemas"]["FoundArticle"][];
        };
        /** @description A passage, and how near it is. */
        FoundPassage: {
            id: string;
            heading: string;
            text: string;
            score: number;
        };
        /** @description What customers asked and no article answers. */
        GapOut: {
            id: number;
            version: number;
            question: string;
            language: string;
            category: string;
            state: components["schemas"]["GapState"];
            times: number;
            /** Format: date-time */
            first_at: string;
            /** Format: date-time */
            last_at: string;
            tickets: number[];
        };
        /**
         * @description What has become of a gap.
         * @enum {string}
         */
        GapState: "open" | "answered" | "dismissed";
        HTTPValidationError: {
            detail?: components["schemas"]["ValidationError"][];
        };
        /** @description How a field did, in one language, on labelled messages that it had not seen. */
        HeadOut: {
            language: string;
            field: string;
            labels: number;
            accuracy: number;
            promise: components["schemas"]["PromiseOut"];
        };
        /** @description The desk answers. */
        Health: {
            /** @default ok */
            status?: string;
        };
        /** @description How the desk is. */
        HealthStatus: {
            /** @description healthy or degraded */
            status: string;
            /** @description Where the desk runs */
            environment: string;
            /** @description Each service: healthy or unhealthy */
            services: {
                [key: string]: string;
            };
        };
        /** @description Somebody who is at a ticket. */
        HereOut: {
            agent: components["schemas"]["AgentRef"];
            state: components["schemas"]["Doing"];
        };
        /** @description A piece of text in which words that were searched for stand. */
        Highlight: {
            part: string;
            text: string;
            spans: number[][];
        };
        /** @description What a customer's tickets add up to; without tickets the last three are null. */
        HistoryOut: {
            tickets: number;
            open: number;
            ended: number;
            average_urgency: number | null;
            first_contact: string | null;
            last_contact: string | null;
        };
        /** @description By what a customer is known again, in the form that is compared. */
        IdentityOut: {
            kind: string;
            value: string;
            verified: boolean;
        };
        /** @description What an upload did. */
        ImportOut: {
            rows: number;
            tickets: number;
            customers: number;
            known: number;
            rejected: number;
            rejects: components["schemas"]["RejectOut"][];
            unknown: string[];
            left_out: string | null;
            look?: components["schemas"]["LookOut"] | null;
        };
        /** @description An invitation that nobody has used yet; who has the link was told when it was made. */
        InvitationOut: {
            id: number;
            email: string;
            name: string;
            role: string;
            invited_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description A step that waits, runs or was given up. What is done is not listed any more. */
        JobOut: {
            id: number;
            verb: string;
            subject: number;
            state: components["schemas"]["State"];
            tries: number;
            priority: number;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            put_at: string;
            dead_at: string | null;
            reason: string | null;
            worker: string | null;
        };
        /** @description How many jobs there are in all, and some of them in the order in which they were queued. */
        JobsPage: {
            waiting: number;
            running: number;
            dead: number;
            items: components["schemas"]["JobOut"][];
            next: string | null;
        };
        /** @description How the message is judged. */
        JudgedOut: {
            value: unknown;
            confidence: number;
        };
        /** @description A key, told from others by how it begins. */
        KeyOut: {
            id: number;
            name: string;
            hint: string;
            account_id: number | null;
            scopes: string[];
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used_at: string | null;
        };
        /** @description What people said of a field. */
        LabelOut: {
            field: string;
            value: string;
            examples: number;
        };
        /** @description What the desk has learnt from a ticket, and what that changes. */
        LearntOut: {
            lesson: components["schemas"]["LessonOut"] | null;
            looked_at: number;
            alike: components["schemas"]["AlikeOut"][];
            next_model: components["schemas"]["NextModelOut"];
        };
        /** @description What a ticket teaches. */
        LessonOut: {
            /** Format: date-time */
            since: string;
            author: string;
            is_stray: boolean;
            labels: components["schemas"]["LabelOut"][];
            in_force: boolean;
            trained: boolean;
        };
        /**
         * @description How soon someone must act: P1 4 h, P2 24 h, P3 72 h.
         * @enum {string}
         */
        Level: "P1" | "P2" | "P3";
        /** @description A way in, shown once: hand it over by a way that you trust. */
        LinkOut: {
            token: string;
            path: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description How the LLM stands; money is in the currency of the operator's prices. */
        LlmOut: {
            on: boolean;
            configured: boolean;
            has_key: boolean;
            model: string;
            host: string;
            health: string;
            trouble: string | null;
            month: string;
            cost: number;
            budget: number | null;
            budget_left: number | null;
            used_up: boolean;
        };
        /** @description Whether the LLM is asked. */
        LlmSwitch: {
            use_llm: boolean;
        };
        /** @description What came of one small question. */
        LlmTestOut: {
            ok: boolean;
            model: string;
            milliseconds: number;
            detail: string;
        };
        /** @description What a model took in a month. */
        LlmUsageItem: {
            month: string;
            model: string;
            calls: number;
            tokens_in: number;
            tokens_out: number;
            cost: number;
        };
        /** @description What the LLM takes, this month and before; money is in the currency of the operator's prices. */
        LlmUsageOut: {
            month: string;
            calls: number;
            tokens_in: number;
            tokens_out: number;
            cost: number;
            budget: number | null;
            used_up: boolean;
            per_minute: number;
            items: components["schemas"]["LlmUsageItem"][];
        };
        /** @description What a file is taken for. */
        LookOut: {
            form: string;
            columns: components["schemas"]["ColumnOut"][];
            fields: string[];
            problem: string | null;
            first: components["schemas"]["RowOut"][];
        };
        /**
         * @description What a reason can become.
         * @enum {string}
         */
        Made: "correction" | "phrase" | "rule";
        /** @description What was made of a reason. */
        MadeOut: {
            kind: components["schemas"]["Made"];
            field: string;
            value: unknown;
            words: string | null;
            language: string;
        };
        /** @description A message in the inbox. */
        MessageItem: {
            id: number;
            customer_id: number;
            message: string;
            /** @description In UTC, without a zone */
            timestamp: string;
            urgency: number;
            /** @enum {string} */
            status: "open" | "resolved";
            assigned_to: string | null;
            assigned_at: string | null;
            replies: components["schemas"]["ReplyItem"][];
        };
        /** @description What this door has done. */
        Metrics: {
            counters: {
                [key: string]: number;
            };
            gauges?: {
                [key: string]: number;
            };
            timers?: {
                [key: string]: components["schemas"]["Timing"];
            };
        };
        /** @description How a model did. */
        MetricsOut: {
            heads: components["schemas"]["HeadOut"][];
            changes: components["schemas"]["ChangeOut"][];
        };
        /** @description What came of a training. */
        ModelOut: {
            version: number;
            state: components["schemas"]["ModelState"];
            sentence: string;
            /** Format: date-time */
            made_at: string;
            promoted_at: string | null;
            kept: boolean;
            encoder: string;
            taxonomy: number;
            examples: number;
            fingerprint: string;
            promise: number;
            metrics: components["schemas"]["MetricsOut"];
        };
        /**
         * @description Whether a model answers.
         * @enum {string}
         */
        ModelState: "active" | "retired" | "refused";
        /** @description What the desk has learnt from, and some of its models, the newest first. */
        ModelsPage: {
            examples: number;
            new_examples: number;
            encoder: string | null;
            training: components["schemas"]["Training"];
            items: components["schemas"]["ModelOut"][];
            next: string | null;
        };
        /** @description How many open tickets a team, a category or a kind of mail has. */
        NameCount: {
            name: string;
            count: number;
        };
        /** @description A new invitation; the link is shown once. */
        NewInvitationOut: {
            id: number;
            email: string;
            name: string;
            role: string;
            token: string;
            path: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description A new key; nobody sees the token again. */
        NewKeyOut: {
            id: number;
            name: string;
            hint: string;
            account_id: number | null;
            scopes: string[];
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used_at: string | null;
            token: string;
        };
        /** @description How it is with the training of the next model. */
        NextModelOut: {
            training: components["schemas"]["Training"];
            is_due: boolean;
            new_examples: number;
        };
        /** @description What is lacking. */
        NotReady: {
            /** @constant */
            ready: false;
            /** @description Each service that is lacking, and what helps */
            why: {
                [key: string]: string;
            };
        };
        /** @description What an agent noted. */
        NoteOut: {
            id: number;
            author: string;
            text: string;
            /** Format: date-time */
            written_at: string;
        };
        /** @description What a promised precision buys. */
        OfferOut: {
            asked: number;
            in_force: number;
            model: number | null;
            fields: components["schemas"]["BoughtOut"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_Level_: {
            value: components["schemas"]["Level"];
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_Priority_: {
            value: components["schemas"]["Priority"];
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_Sentiment_: {
            value: components["schemas"]["Sentiment"];
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_TicketScope_: {
            value: components["schemas"]["TicketScope"];
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_bool_: {
            value: boolean;
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_float_: {
            value: number;
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_int_: {
            value: number;
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description What one voice thinks of one field. */
        Opinion_str_: {
            value: string;
            confidence: number;
            /** @default [] */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description A list at once, in the order of its pages. */
        OrderOut: {
            ids: number[];
            more: boolean;
        };
        /** @description A reply or a note that waits a moment before it goes out; until then it can be taken back. */
        OutgoingOut: {
            id: number;
            ticket_id: number;
            kind: components["schemas"]["EntryKind"];
            author: string;
            text: string;
            html: string | null;
            status: components["schemas"]["Status"] | null;
            /** Format: date-time */
            due_at: string;
        };
        /** @description Two categories that are hard to tell apart. */
        OverlapOut: {
            first: string;
            second: string;
            by_phrases: number;
            by_tickets: number;
            sentence: string;
        };
        /** @description A place where one is signed in. */
        OwnSessionOut: {
            id: number;
            device: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string;
            /** Format: date-time */
            expires_at: string;
            current: boolean;
        };
        /** @description A part of a list. */
        Page_AccountOut_: {
            items: components["schemas"]["AccountOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_AgentOut_: {
            items: components["schemas"]["AgentOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_ArticleRevisionOut_: {
            items: components["schemas"]["ArticleRevisionOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_ArticleRow_: {
            items: components["schemas"]["ArticleRow"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_CannedReplyOut_: {
            items: components["schemas"]["CannedReplyOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_CorrectionOut_: {
            items: components["schemas"]["CorrectionOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_CustomerOut_: {
            items: components["schemas"]["CustomerOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_EntryOut_: {
            items: components["schemas"]["EntryOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_EventOut_: {
            items: components["schemas"]["EventOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_FindingOut_: {
            items: components["schemas"]["FindingOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_GapOut_: {
            items: components["schemas"]["GapOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_InvitationOut_: {
            items: components["schemas"]["InvitationOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_KeyOut_: {
            items: components["schemas"]["KeyOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_NoteOut_: {
            items: components["schemas"]["NoteOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_OwnSessionOut_: {
            items: components["schemas"]["OwnSessionOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_TeamOut_: {
            items: components["schemas"]["TeamOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_TicketOut_: {
            items: components["schemas"]["TicketOut"][];
            next: string | null;
        };
        /** @description A part of a list. */
        Page_ViewOut_: {
            items: components["schemas"]["ViewOut"][];
            next: string | null;
        };
        /**
         * @description Where in a ticket a piece of evidence stands.
         * @enum {string}
         */
        Part: "subject" | "message";
        /** @description A piece of an article that can be cited alone. */
        PassageOut: {
            id: string;
            heading: string;
            text: string;
        };
        /** @description What a threshold does. */
        PointOut: {
            threshold: number;
            coverage: number;
            precision: number;
        };
        /** @description Policy compliance check. */
        PolicyCheck: {
            /** @description Contains refund promise */
            refund_promise: boolean;
            /** @description Mentions SLA/timeline */
            sla_mentioned: boolean;
            /** @description Requires escalation */
            escalation_needed: boolean;
            /** @description Overall compliance */
            compliance: string;
            /** @description Compliance issues found */
            issues?: string[] | null;
        };
        /** @description One thing that is wrong with a reply. */
        PolicyFinding: {
            flag: string;
            rule: string;
            start: number;
            end: number;
            source: string;
            action: string;
            reason: string;
            wording: string;
            confidence: number;
        };
        /** @description The desk's policy. */
        PolicyOut: {
            version: number;
            rules: components["schemas"]["PolicyRule"][];
            links: string[] | null;
        };
        /** @description A rule, and what it is held to. */
        PolicyRule: {
            id: string;
            flag: components["schemas"]["Flag"];
            language: string;
            action: string;
            reason: string;
            wording: string;
            is_own: boolean;
            patterns: string[];
            flagged: string[];
            fine: string[];
        };
        /** @description Who is at a ticket. */
        PresenceOut: {
            ticket_id: number;
            items: components["schemas"]["HereOut"][];
        };
        /**
         * @description The ticket's place in the queue, in four steps.
         * @enum {string}
         */
        Priority: "low" | "medium" | "high" | "urgent";
        /** @description Response for ticket processing endpoint. */
        ProcessResponse: {
            success: boolean;
            ticket_id: string;
            result: components["schemas"]["TicketOutput"];
        };
        /** @description What answers here. */
        ProjectInfo: {
            name: string;
            description: string;
            version: string;
            environment: string;
            docs: string;
        };
        /** @description What the labels say of the precision that was asked for. */
        PromiseOut: {
            asked: number;
            labels: number;
            threshold: number | null;
            coverage: number;
            precision: number | null;
            proven: number | null;
            missing: number | null;
            sentence: string;
            curve: components["schemas"]["PointOut"][];
        };
        /** @description The reply that the desk proposes. */
        ProposalOut: {
            greeting: string;
            body: string;
            closing: string;
            tone: string;
            language: string;
            is_holding: boolean;
            citations: components["schemas"]["CitationOut"][];
            sentences: components["schemas"]["SentenceOut"][];
            nearest: components["schemas"]["CitationOut"][];
            policy: components["schemas"]["Findings"];
        };
        /** @description The desk can take requests, and does what follows from them. */
        Ready: {
            /**
             * @default true
             * @constant
             */
            ready?: true;
        };
        /** @description Why a voice thinks so, in plain words, with the evidence it saw. */
        Reason: {
            voice: components["schemas"]["Voice"];
            text: string;
            weight: number;
            source: string;
            span?: components["schemas"]["Span"] | null;
            ticket?: number | null;
        };
        /** @description The reply that the desk proposes, drafted anew. */
        RedraftOut: {
            greeting: string;
            body: string;
            closing: string;
            tone: string;
            language: string;
            is_holding: boolean;
            citations: components["schemas"]["CitationOut"][];
            sentences: components["schemas"]["CheckedOut"][];
            nearest: components["schemas"]["CitationOut"][];
            policy: components["schemas"]["Findings"];
            /** @enum {string} */
            writer: "template" | "llm";
            note: string;
        };
        /** @description A row that could not be taken. */
        RejectOut: {
            row: number;
            reason: string;
        };
        /** @description A row that could not be taken, and why. */
        RejectedRow: {
            row: number;
            reason: string;
        };
        /** @description What is gone. */
        Removed: {
            removed: string[];
        };
        /** @description What became of the categories, and what follows. */
        ReorganisedOut: {
            taxonomy: components["schemas"]["TaxonomyOut"];
            moved: {
                [key: string]: string;
            };
            tickets: number;
            examples: number;
        };
        /** @description An agent's reply. */
        ReplyItem: {
            agent_name: string;
            reply: string;
            /** @description In UTC, without a zone */
            timestamp: string;
        };
        /** @description What became of the dead letters. */
        Retried: {
            retried: number;
            left: number;
        };
        /** @description The tickets that teach most, the one that teaches most first. */
        ReviewOut: {
            items: components["schemas"]["WantedOut"][];
            looked_at: number;
            left_out: number;
            labelled: number;
        };
        /** @description A row as it would be, and what the desk thinks of its opening message. */
        RowOut: {
            row: number;
            text: string;
            subject: string | null;
            customer: components["schemas"]["CallerOut"];
            external_ref: string | null;
            received_at: string | null;
            channel: string;
            tier: string;
            status: string;
            assignee: string | null;
            tags: string[];
            entries: number;
            category: string;
            priority: string;
            urgency: number;
            team: string;
            language: string;
        };
        /** @description Words that say what a field is. */
        RuleOut: {
            words: string;
            field: string;
            label: string;
            language: string;
        };
        /** @description How many tickets a saved view holds. */
        SavedCount: {
            id: number;
            count: number;
            more: boolean;
        };
        /** @description Rows of the file, and what of them is new. */
        SeedCount: {
            rows: number;
            messages: number;
            customers: number;
        };
        /** @description What seeding did; `rejected` is there when a row was. */
        SeedDone: {
            success: boolean;
            seeded: components["schemas"]["SeedCount"];
            rejected?: components["schemas"]["RejectedRow"][] | null;
        };
        /** @description The sample tickets that were added. */
        Seeded: {
            message: string;
            created: number;
            ticket_ids: number[];
        };
        /** @description A message was taken in. */
        Sent: {
            success: boolean;
            message_id: number;
            urgency: number;
        };
        /** @description A sentence of a draft's body, and what it rests on. */
        SentenceOut: {
            text: string;
            kind: string;
            doc_id: string;
            chunk_id: string;
            quote: string;
        };
        /**
         * @description How the customer's words sound.
         * @enum {string}
         */
        Sentiment: "negative" | "neutral" | "positive";
        /** @description Who asks, and what they may do. */
        SessionOut: {
            mode: string;
            account: components["schemas"]["AccountRef"] | null;
            agent: components["schemas"]["AgentRef"] | null;
            permissions: string[];
        };
        /** @description A setting as it stands. */
        SettingOut: {
            name: string;
            value: boolean | number | string | {
                [key: string]: number;
            };
            default: boolean | number | string | {
                [key: string]: number;
            };
            meaning: string;
        };
        /** @description Every setting. */
        SettingsOut: {
            items: components["schemas"]["SettingOut"][];
        };
        /**
         * @description The orders of a list. Equals follow each other by number, the newest first; by due time, the oldest.
         * @enum {string}
         */
        Sort: "newest" | "priority" | "urgency" | "due" | "updated";
        /** @description A piece of the customer's text: code points `start` to `end` (exclusive) of a part. */
        Span: {
            part: components["schemas"]["Part"];
            start: number;
            end: number;
            text: string;
        };
        /**
         * @description How far an article is.
         * @enum {string}
         */
        Standing: "draft" | "published" | "archived";
        /**
         * @description What is with a job.
         * @enum {string}
         */
        State: "waiting" | "running" | "dead";
        /**
         * @description Where a ticket stands. Any of them may follow any other.
         * @enum {string}
         */
        Status: "open" | "in_progress" | "waiting_customer" | "resolved" | "closed";
        /** @description A phrase that pulls the wrong way. */
        StrayOut: {
            category: string;
            phrase: string;
            nearer_to: string;
            neighbour: string;
            pull: number;
            sentence: string;
        };
        /** @description Tags in use. */
        TagList: {
            items: string[];
        };
        /** @description What became of the articles, by their ids. */
        TakenOut: {
            added: string[];
            changed: string[];
            unchanged: string[];
            archived: string[];
        };
        /** @description What was made of a reason, and what has changed by it. */
        TaughtOut: {
            made: components["schemas"]["MadeOut"];
            ticket_version: number;
            taxonomy_version: number;
            before: components["schemas"]["JudgedOut"];
            after: components["schemas"]["JudgedOut"];
        };
        /** @description What somebody who keeps the categories may want to mend, the strongest first. */
        TaxonomyCheckOut: {
            version: number;
            encoder: string;
            phrases: number;
            left_out: number;
            languages: string[];
            tickets: number;
            overlaps: components["schemas"]["OverlapOut"][];
            strays: components["schemas"]["StrayOut"][];
            more: number;
        };
        /** @description All categories, in the order in which people see them. */
        TaxonomyOut: {
            version: number;
            categories: components["schemas"]["CategoryOut"][];
            moves: {
                [key: string]: string;
            };
            rules: components["schemas"]["RuleOut"][];
        };
        /** @description Who sees to a kind of matter. */
        TeamOut: {
            slug: string;
            name: string;
            members: components["schemas"]["AgentRef"][];
        };
        /** @description A ticket with all that belongs to it. */
        TicketDetail: {
            ticket: components["schemas"]["TicketOut"];
            message: string;
            thread: components["schemas"]["EntryOut"][];
            older: string | null;
            verdict: components["schemas"]["VerdictOut"];
            suggested_reply: string;
            timeline: components["schemas"]["TimelineEvent"][];
            drafts: components["schemas"]["DraftOut"][];
            outgoing: components["schemas"]["OutgoingOut"][];
            proposal: components["schemas"]["ProposalOut"];
        };
        /** @description A ticket as it stands now. */
        TicketOut: {
            id: number;
            version: number;
            revision: number;
            status: string;
            subject: string;
            subject_made: boolean;
            preview: string;
            customer: components["schemas"]["CustomerRef"];
            channel: string;
            door: string;
            tier: string;
            external_ref: string | null;
            assignee: components["schemas"]["AgentRef"] | null;
            team: string;
            tags: string[];
            category: string;
            subcategory: string;
            certainty: string;
            scope: string;
            urgency: number;
            priority: string;
            priority_score: number;
            level: string;
            sla_hours: number;
            /** Format: date-time */
            due_at: string;
            sentiment: string;
            frustrated: boolean;
            language: string;
            next_action: string;
            /** Format: date-time */
            received_at: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            resolved_at: string | null;
            snoozed_until: string | null;
            heard_at: string | null;
            unread: boolean | null;
            highlights?: components["schemas"]["Highlight"][] | null;
        };
        /** @description Complete output model for processed ticket. */
        TicketOutput: {
            /** @description Ticket identifier */
            ticket_id: string;
            /**
             * @description Processing timestamp
             * @default
             */
            timestamp?: string;
            /** @description Triage classification results */
            triage: components["schemas"]["TriageOutput"];
            /** @description Generated response draft */
            answer_draft: components["schemas"]["AnswerDraft"];
            /** @description Knowledge base citations */
            citations: components["schemas"]["CitationOutput"][];
            /** @description Policy compliance check */
            policy_check: components["schemas"]["PolicyCheck"];
        };
        /** @description A ticket, as seed 2 shows it. */
        TicketRead: {
            id: number;
            customer_name: string;
            customer_email: string | null;
            subject: string;
            message: string;
            source: string;
            customer_tier: string;
            category: string;
            priority: components["schemas"]["Priority"];
            priority_score: number;
            sentiment: components["schemas"]["Sentiment"];
            assigned_team: string;
            suggested_reply: string;
            next_action: string;
            status: components["schemas"]["Status"];
            /** @description In UTC, without a zone */
            created_at: string;
            /** @description In UTC, without a zone */
            updated_at: string;
        };
        /**
         * @description What kind of mail it is: a matter for the desk, or one with a mark.
         * @enum {string}
         */
        TicketScope: "in_scope" | "spam" | "gibberish" | "autoreply" | "bounce" | "misdirected" | "off_topic";
        /** @description Something that happened to the ticket. */
        TimelineEvent: {
            id: number;
            kind: string;
            actor: string;
            data: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            happened_at: string;
        };
        /** @description How long something took, in seconds. */
        Timing: {
            count: number;
            avg: number;
            min: number;
            max: number;
            total: number;
        };
        /**
         * @description What is with the training of a model.
         * @enum {string}
         */
        Training: "none" | "waiting" | "running";
        /** @description What is with the training that was asked for. */
        TrainingOut: {
            training: components["schemas"]["Training"];
        };
        /** @description Triage classification output. */
        TriageOutput: {
            /** @description Main category */
            category: string;
            /** @description Specific subcategory */
            subcategory: string;
            /** @description Priority level: P1/P2/P3 */
            priority: string;
            /** @description SLA in hours */
            sla_hours: number;
            /** @description Recommended team for assignment */
            suggested_team: string;
            /** @description Customer sentiment */
            sentiment: string;
            /** @description Classification confidence */
            confidence: number;
        };
        ValidationError: {
            loc: (string | number)[];
            msg: string;
            type: string;
        };
        /** @description The desk's whole opinion of a message. */
        Verdict: {
            category: components["schemas"]["Field_str_"];
            subcategory: components["schemas"]["Field_str_"];
            urgency: components["schemas"]["Field_float_"];
            priority: components["schemas"]["Field_Priority_"];
            priority_score: components["schemas"]["Field_int_"];
            level: components["schemas"]["Field_Level_"];
            sla_hours: components["schemas"]["Field_int_"];
            sentiment: components["schemas"]["Field_Sentiment_"];
            frustrated: components["schemas"]["Field_bool_"];
            team: components["schemas"]["Field_str_"];
            next_action: components["schemas"]["Field_str_"];
            suggested_reply: components["schemas"]["Field_str_"];
            language: components["schemas"]["Field_str_"];
            /** @default [] */
            entities?: components["schemas"]["Entity"][];
            scope?: components["schemas"]["Field_TicketScope_"] | null;
        };
        /** @description What the desk thinks of a ticket, why, and what each voice thought. */
        VerdictOut: {
            revision: number;
            entry_id: number;
            /** Format: date-time */
            made_at: string;
            verdict: components["schemas"]["Verdict"];
        };
        /**
         * @description The views that every desk has.
         * @enum {string}
         */
        View: "open" | "mine" | "unassigned" | "at_risk" | "needs_person" | "waiting" | "snoozed" | "resolved" | "all";
        /** @description How many tickets a built-in view holds. */
        ViewCount: {
            view: components["schemas"]["View"];
            count: number;
        };
        /** @description A saved view; list its tickets with `/tickets?view={id}`. */
        ViewOut: {
            id: number;
            version: number;
            name: string;
            owner: components["schemas"]["AgentRef"];
            shared: boolean;
            filters: components["schemas"]["FiltersOut"];
            sort: components["schemas"]["Sort"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description Who can have an opinion.
         * @enum {string}
         */
        Voice: "rule" | "phrase" | "model" | "llm" | "human";
        /** @description A ticket that a person is asked to label, and why. */
        WantedOut: {
            ticket_id: number;
            subject: string;
            preview: string;
            category: string;
            confidence: number;
            reason: string;
        };
        /** @description What somebody brings who comes in by a link. */
        AcceptanceGiven: {
            token: string;
            /** @default null */
            name?: string | null;
            password: string;
        };
        /** @description Somebody who shall be able to sign in. */
        AccountGiven: {
            /** Format: email */
            email: string;
            name: string;
            /** @default null */
            role?: components["schemas"]["Role"] | null;
            password: string;
        };
        /** @description What shall be otherwise. */
        AccountPatch: {
            /** @default null */
            role?: components["schemas"]["Role"] | null;
            /** @default null */
            name?: string | null;
            /** @default null */
            disabled?: boolean | null;
        };
        /** @description An article in Markdown. */
        ArticleGiven: {
            /** @default null */
            id?: string | null;
            title: string;
            text: string;
            /** @default  */
            url?: string;
            tags?: string[];
            /** @default en */
            language?: string;
            /** @default public */
            audience?: components["schemas"]["Audience"];
            /** @default published */
            standing?: components["schemas"]["Standing"];
            /** @default null */
            updated?: string | null;
            /** @default null */
            valid_from?: string | null;
            /** @default null */
            valid_until?: string | null;
        };
        /** @description What shall be otherwise; what is left out stays. */
        ArticlePatch: {
            title?: string;
            text?: string;
            url?: string;
            tags?: string[];
            language?: string;
            audience?: components["schemas"]["Audience"];
            standing?: components["schemas"]["Standing"];
            /** Format: date */
            updated?: string;
            /** @default null */
            valid_from?: string | null;
            /** @default null */
            valid_until?: string | null;
        };
        /** @description Who shall have the ticket. */
        AssigneeGiven: {
            agent: number | string;
        };
        /** @description One change: a field as in a patch of one ticket, or one of the verbs below. */
        BulkChange: {
            status?: components["schemas"]["Status"];
            subject?: string;
            tier?: components["schemas"]["Tier"];
            channel?: components["schemas"]["Channel"];
            category?: string;
            subcategory?: string;
            urgency?: number;
            priority?: components["schemas"]["Priority"];
            level?: components["schemas"]["Level"];
            sentiment?: components["schemas"]["Sentiment"];
            frustrated?: boolean;
            team?: string;
            /** @description ISO 639-1, or `und` */
            language?: string;
            scope?: components["schemas"]["TicketScope"];
            /** Format: date-time */
            due_at?: string;
            assign?: number | string;
            /** @constant */
            unassign?: true;
            /** @constant */
            claim?: true;
            /** @constant */
            resolve?: true;
            /** @constant */
            reopen?: true;
            /** Format: date-time */
            snooze?: string;
            /** @constant */
            unsnooze?: true;
            add_tags?: string[];
            remove_tags?: string[];
            read?: boolean;
        };
        /** @description Which tickets, and what shall change. */
        BulkGiven: {
            ids: number[];
            change: components["schemas"]["BulkChange"];
        };
        /** @description A text with places in braces: customer_name, customer_email, ticket_id, subject, agent_name. */
        CannedReplyGiven: {
            title: string;
            /** @default null */
            text?: string | null;
            /** @default null */
            html?: string | null;
            /** @default null */
            category?: string | null;
            /** @default null */
            language?: string | null;
        };
        /** @description What shall be otherwise; what is left out stays. */
        CannedReplyPatch: {
            /** @default  */
            title?: string;
            /** @default  */
            text?: string;
            /** @default null */
            html?: string | null;
            /** @default null */
            category?: string | null;
            /** @default null */
            language?: string | null;
        };
        /** @description What a ticket can be about. */
        CategoryGiven: {
            name: string;
            title: string;
            team: string;
            subcategories: string[];
            /** @default  */
            description?: string;
            phrases?: {
                [key: string]: string[];
            };
            /** @default false */
            retired?: boolean;
        };
        /**
         * @description How the customer wrote.
         * @enum {string}
         */
        Channel: "email" | "chat" | "form" | "whatsapp" | "api";
        /** @description A reply to check. */
        CheckGiven: {
            draft: string;
            /** @default  */
            ticket?: string;
            passages?: string[];
            /** @default null */
            sla_hours?: number | null;
        };
        /** @description At a desk without accounts: for whom the ticket is claimed. */
        ClaimGiven: {
            /** @default null */
            agent?: string | null;
        };
        /** @description Who wrote; at least one of the three. */
        CustomerGiven: {
            /** @default null */
            ref?: number | string | null;
            /** @default null */
            email?: string | null;
            /** @default null */
            name?: string | null;
        };
        /** @description What shall be otherwise; what is left out stays. */
        CustomerPatch: {
            /** @default  */
            name?: string;
            /** @default null */
            email?: string | null;
        };
        /** @description What shall be kept until it is sent; it may be empty. */
        DraftGiven: {
            /** @default null */
            text?: string | null;
            /** @default null */
            html?: string | null;
        };
        /** @description What an agent writes. */
        EntryGiven: {
            /** @enum {string} */
            kind: "reply" | "note";
            /** @default null */
            text?: string | null;
            /** @default null */
            html?: string | null;
            /** @default null */
            status?: components["schemas"]["Status"] | null;
            /** @default 0 */
            delay_seconds?: number;
        };
        /** @description What has become of a gap. */
        GapPatch: {
            state: components["schemas"]["GapState"];
        };
        /** @description By what a customer is known again: `email`, `ref` or `external_id` (digits). */
        IdentityGiven: {
            kind: string;
            value: string;
        };
        /** @description Articles that are taken in together, and kept in step with where they come from. */
        ImportGiven: {
            articles: components["schemas"]["ArticleGiven"][];
            /** @default  */
            source?: string;
            /** @default false */
            whole?: boolean;
        };
        /** @description Somebody who shall work here. */
        InvitationGiven: {
            /** Format: email */
            email: string;
            /** @default null */
            name?: string | null;
            /** @default agent */
            role?: components["schemas"]["Role"];
        };
        /** @description A key that shall be made. */
        KeyGiven: {
            name: string;
            scopes: components["schemas"]["Scope"][];
            /** @default false */
            for_desk?: boolean;
            /** @default null */
            expires_at?: string | null;
        };
        /** @description Into whom. */
        MergeGiven: {
            into: number;
        };
        /** @description Categories become part of another one. */
        MergingGiven: {
            categories: string[];
            into: string;
            subcategories?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
        };
        /** @description Something to know about a customer. */
        NoteGiven: {
            text: string;
        };
        /** @description A rule of the desk's own, with examples that it is held to. */
        OwnRuleGiven: {
            flag: components["schemas"]["Flag"];
            language: string;
            patterns: string[];
            flagged: string[];
            fine: string[];
            /**
             * @default warn
             * @enum {string}
             */
            action?: "warn" | "second_person" | "block" | "off";
            /** @default  */
            reason?: string;
            /** @default  */
            wording?: string;
        };
        /** @description A new password, from who knows the old one. */
        PasswordGiven: {
            current: string;
            new: string;
        };
        /** @description What shall be otherwise. */
        PolicyPatch: {
            actions?: {
                [key: string]: ("warn" | "second_person" | "block" | "off") | null;
            };
            /** @default null */
            links?: string[] | null;
        };
        /** @description What the caller does at a ticket; to be said again while it is so. */
        PresenceGiven: {
            state: components["schemas"]["Doing"];
        };
        /** @description What shall become of a reason. */
        ReasonGiven: {
            field: string;
            reason: number;
            /** @enum {string} */
            opinion?: "rule" | "phrase" | "model" | "llm";
            as: components["schemas"]["Made"];
            value?: string | boolean | number;
            words?: string;
        };
        /** @description A category, or one of its subcategories, gets another name. */
        RenamingGiven: {
            category: string;
            name: string;
            subcategory?: string;
            title?: string;
            team?: string;
        };
        /** @description Which dead letters shall be tried again. */
        RetryGiven: {
            /** @default null */
            verb?: string | null;
        };
        /**
         * @description What an account is for.
         * @enum {string}
         */
        Role: "admin" | "lead" | "agent";
        /** @description Words that say what a field is. */
        RuleGiven: {
            words: string;
            field: string;
            label: string;
            /** @default  */
            language?: string;
        };
        /**
         * @description What an API key is for.
         * @enum {string}
         */
        Scope: "intake" | "read" | "work" | "admin";
        /** @description What shall be otherwise; null gives a setting its default again. */
        SettingsPatch: {
            /** @default null */
            desk_name?: string | null;
            /** @default null */
            use_llm?: boolean | null;
            /** @default null */
            at_risk_minutes?: number | null;
            /** @default null */
            promise?: number | null;
            /** @default null */
            urgency_premium?: number | null;
            /** @default null */
            urgency_vip?: number | null;
            /** @default null */
            urgency_earlier_message?: number | null;
            /** @default null */
            urgency_waiting_day?: number | null;
            /** @default null */
            urgency_lost_patience?: number | null;
            /** @default null */
            urgency_other_ticket?: number | null;
            /** @default null */
            urgency_channels?: {
                [key: string]: number;
            } | null;
            /** @default null */
            urgency_categories?: {
                [key: string]: number;
            } | null;
            /** @default null */
            priority_urgent_from?: number | null;
            /** @default null */
            priority_high_from?: number | null;
            /** @default null */
            priority_medium_from?: number | null;
            /** @default null */
            level_p1_from?: number | null;
            /** @default null */
            level_p2_from?: number | null;
        };
        /** @description Who wants in. */
        SignInGiven: {
            /** Format: email */
            email: string;
            password: string;
        };
        /** @description How long the ticket shall rest. */
        SnoozeGiven: {
            /** Format: date-time */
            until: string;
        };
        /**
         * @description How the customer wrote.
         * @enum {string}
         */
        Source: "email" | "chat" | "form" | "whatsapp";
        /** @description Some subcategories leave their category for another one. */
        SplittingGiven: {
            category: string;
            subcategories: string[];
            into: components["schemas"]["CategoryGiven"] | string;
        };
        /** @description Where the ticket shall stand. */
        StatusUpdate: {
            status: components["schemas"]["Status"];
        };
        /** @description The tags that the ticket shall have. */
        TagsGiven: {
            tags: string[];
        };
        /** @description All categories, in the order in which people shall see them. */
        TaxonomyGiven: {
            categories: components["schemas"]["CategoryGiven"][];
            moves?: {
                [key: string]: string;
            };
            rules?: components["schemas"]["RuleGiven"][];
        };
        /** @description A team; its slug stays what it is. */
        TeamGiven: {
            slug: string;
            name: string;
        };
        /** @description How the team shall be called. */
        TeamPatch: {
            name: string;
        };
        /** @description A customer's message, as seed 2 takes it. */
        TicketCreate: {
            customer_name: string;
            /** @default null */
            customer_email?: string | null;
            subject: string;
            message: string;
            /** @default form */
            source?: components["schemas"]["Source"];
            /** @default standard */
            customer_tier?: components["schemas"]["Tier"];
        };
        /** @description A customer's message. */
        TicketGiven: {
            customer: components["schemas"]["CustomerGiven"];
            text: string;
            /** @default null */
            subject?: string | null;
            /** @default api */
            channel?: components["schemas"]["Channel"];
            /** @default standard */
            tier?: components["schemas"]["Tier"];
            /** @default null */
            external_ref?: string | null;
            /** @default null */
            received_at?: string | null;
        };
        /** @description Input model for incoming support tickets. */
        TicketInput: {
            ticket_id: string;
            raw_message: string;
            customer_name: string;
            /** Format: email */
            customer_email: string;
        };
        /** @description What shall stand on a ticket; what is not given stays. */
        TicketPatch: {
            status?: components["schemas"]["Status"];
            subject?: string;
            tier?: components["schemas"]["Tier"];
            channel?: components["schemas"]["Channel"];
            category?: string;
            subcategory?: string;
            urgency?: number;
            priority?: components["schemas"]["Priority"];
            level?: components["schemas"]["Level"];
            sentiment?: components["schemas"]["Sentiment"];
            frustrated?: boolean;
            team?: string;
            /** @description ISO 639-1, or `und` */
            language?: string;
            scope?: components["schemas"]["TicketScope"];
            /** Format: date-time */
            due_at?: string;
        };
        /**
         * @description What the customer's contract promises.
         * @enum {string}
         */
        Tier: "standard" | "premium" | "vip";
        /** @description A text to judge. */
        TriageText: {
            text: string;
            /** @default  */
            subject?: string;
            /** @default standard */
            tier?: components["schemas"]["Tier"];
        };
        /** @description What a view holds; nothing: every ticket. */
        ViewFilters: {
            /** @default null */
            status?: components["schemas"]["Status"][] | null;
            /** @default null */
            category?: string[] | null;
            /** @default null */
            subcategory?: string[] | null;
            /** @default null */
            priority?: components["schemas"]["Priority"][] | null;
            /** @default null */
            level?: components["schemas"]["Level"][] | null;
            /** @default null */
            sentiment?: components["schemas"]["Sentiment"][] | null;
            /** @default null */
            team?: string[] | null;
            /** @default null */
            channel?: string[] | null;
            /** @default null */
            language?: string[] | null;
            /** @default null */
            certainty?: components["schemas"]["Certainty"][] | null;
            /**
             * @description `in_scope`, or marks such as `spam`
             * @default null
             */
            scope?: components["schemas"]["TicketScope"][] | null;
            /** @default null */
            tag?: string[] | null;
            /**
             * @description Agents by name or number, `me`, or `none`
             * @default null
             */
            assignee?: string[] | null;
            /**
             * @description The customer's number
             * @default null
             */
            customer?: number | null;
            /**
             * @description Whether the customer has written since you read the ticket
             * @default null
             */
            unread?: boolean | null;
            /** @default null */
            received_from?: string | null;
            /**
             * @description Not included
             * @default null
             */
            received_to?: string | null;
            /**
             * @description Words in the subject, the customer's name or address, or the thread. All must occur, in any case, with or without accents; the last one may be a beginning. In quotes: next to each other
             * @default null
             */
            q?: string | null;
            /** @default null */
            view?: components["schemas"]["View"] | null;
        };
        /** @description Filters with a name. */
        ViewGiven: {
            name: string;
            filters: components["schemas"]["ViewFilters"];
            /** @default newest */
            sort?: components["schemas"]["Sort"];
            /** @default false */
            shared?: boolean;
        };
        /** @description What shall be otherwise; what is left out stays. Filters are replaced as a whole. */
        ViewPatch: {
            name?: string;
            filters?: components["schemas"]["ViewFilters"];
            sort?: components["schemas"]["Sort"];
            shared?: boolean;
        };
        /** @description How far it is; a stream tells it as `progress`. */
        ImportProgress: {
            rows: number;
            tickets: number;
            known: number;
            rejected: number;
            /** @default null */
            bytes?: number | null;
            /** @default null */
            total_bytes?: number | null;
            /** @default null */
            total_rows?: number | null;
        };
        Error: {
            error: string;
        };
        Detail: {
            detail: string;
        };
        Problem: {
            detail: string | components["schemas"]["ValidationError"][];
            code: string;
            request_id: string;
            /** @description How the thing stands now, where that helps */
            current?: Record<string, never>;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    process_api_v1_tickets_process_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessResponse"];
                };
            };
        };
    };
    read_metrics_api_v1_tickets_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
        };
    };
    triage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriageText"] | string | (string | components["schemas"]["TriageText"])[];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verdict"] | components["schemas"]["Verdict"][];
                };
            };
        };
    };
    read_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OwnSessionOut_"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_accounts: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccountOut_"];
                };
            };
        };
    };
    create_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOut"];
                };
            };
        };
    };
    read_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOut"];
                };
            };
        };
    };
    change_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                account_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOut"];
                };
            };
        };
    };
    offer_new_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
                };
            };
        };
    };
    list_invitations: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InvitationOut_"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewInvitationOut"];
                };
            };
        };
    };
    take_back_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptanceGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeyOut_"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyOut"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_customers: {
        parameters: {
            query?: {
                /** @description Contained in name, address or identity */
                q?: string | null;
                /** @description Known by this address, exactly */
                email?: string | null;
                /** @description Known by this reference, exactly */
                ref?: string | null;
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CustomerOut_"];
                };
            };
        };
    };
    read_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDetail"];
                };
            };
        };
    };
    change_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDetail"];
                };
            };
        };
    };
    list_customer_tickets: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TicketOut_"];
                };
            };
        };
    };
    list_customer_notes: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_NoteOut_"];
                };
            };
        };
    };
    create_customer_note: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
        };
    };
    add_customer_identity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDetail"];
                };
            };
        };
    };
    remove_customer_identity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                customer_id: number;
                kind: string;
                value: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDetail"];
                };
            };
        };
    };
    merge_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                customer_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDetail"];
                };
            };
        };
    };
    list_canned_replies: {
        parameters: {
            query?: {
                /** @description Contained in title or text, whatever the case */
                q?: string | null;
                /** @description For this category, or for any */
                category?: string | null;
                /** @description For this language, or for any */
                language?: string | null;
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CannedReplyOut_"];
                };
            };
        };
    };
    create_canned_reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CannedReplyGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReplyOut"];
                };
            };
        };
    };
    read_canned_reply: {
        parameters: {
            query?: {
                /** @description A ticket's number: what stands in braces is filled in from it */
                ticket?: number | null;
            };
            header?: never;
            path: {
                reply_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReplyOut"];
                };
            };
        };
    };
    delete_canned_reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                reply_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_canned_reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                reply_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CannedReplyPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReplyOut"];
                };
            };
        };
    };
    read_taxonomy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxonomyOut"];
                };
            };
        };
    };
    replace_taxonomy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaxonomyGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxonomyOut"];
                };
            };
        };
    };
    rename_category: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenamingGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReorganisedOut"];
                };
            };
        };
    };
    merge_categories: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergingGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReorganisedOut"];
                };
            };
        };
    };
    split_category: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplittingGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReorganisedOut"];
                };
            };
        };
    };
    check_taxonomy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxonomyCheckOut"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelsPage"];
                };
            };
        };
    };
    train_model: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingOut"];
                };
            };
        };
    };
    read_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelOut"];
                };
            };
        };
    };
    promote_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelOut"];
                };
            };
        };
    };
    read_promise: {
        parameters: {
            query?: {
                /** @description A precision, such as 0.97. */
                asked?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferOut"];
                };
            };
        };
    };
    teach_reason: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaughtOut"];
                };
            };
        };
    };
    read_review: {
        parameters: {
            query?: {
                /** @description Tickets that are asked for */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewOut"];
                };
            };
        };
    };
    show_learnt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LearntOut"];
                };
            };
        };
    };
    read_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsOut"];
                };
            };
        };
    };
    change_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsOut"];
                };
            };
        };
    };
    read_llm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LlmOut"];
                };
            };
        };
    };
    test_llm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LlmTestOut"];
                };
            };
        };
    };
    read_llm_usage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LlmUsageOut"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description Only what happened to this ticket */
                ticket?: number | null;
                /** @description Only these kinds, such as ticket.assigned; may be repeated */
                kind?: string[];
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before; without it, from the beginning */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsPart"];
                };
            };
        };
    };
    list_ticket_events: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventOut_"];
                };
            };
        };
    };
    stream_events: {
        parameters: {
            query?: {
                /** @description Only what happened to this ticket */
                ticket?: number | null;
                /** @description Only these kinds, such as ticket.assigned; may be repeated */
                kind?: string[];
                /** @description `next` of the page before; without it, from the beginning */
                after?: string | null;
            };
            header?: {
                /** @description The `id` that was seen last, as browsers send it by themselves; it goes before `after` */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events as they happen; it does not end by itself */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Only those that wait, run or are dead letters */
                state?: components["schemas"]["State"] | null;
                /** @description Only those of this step, such as draft_ticket */
                verb?: string | null;
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobsPage"];
                };
            };
        };
    };
    retry_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
        };
    };
    read_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
        };
    };
    discard_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    retry_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    import_tickets: {
        parameters: {
            query?: {
                /** @description Where the rows come from: the same rows under the same name are taken once */
                source?: string;
                form?: components["schemas"]["Form"];
                /** @description What is in which column of a CSV file, where its name does not say: `text=Details`; `none=Title` passes one over */
                map?: string[];
                /** @description Read and check everything, tell what would come of it, store nothing */
                dry?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description What it did; as a stream, how far it is before that, or an `error` in its place */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                    "text/event-stream": string;
                };
            };
        };
    };
    export_tickets: {
        parameters: {
            query?: {
                form?: components["schemas"]["ExportForm"];
                status?: components["schemas"]["Status"][] | null;
                /** @description Only what customers wrote at this moment or later */
                since?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": unknown;
                    "application/x-ndjson": unknown;
                };
            };
        };
    };
    read_demo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoOut"];
                };
            };
        };
    };
    load_demo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it; as a stream, how far it is before that, or an `error` in its place */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                    "text/event-stream": string;
                };
            };
        };
    };
    read_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskOut"];
                };
            };
        };
    };
    list_agents: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentOut_"];
                };
            };
        };
    };
    read_agent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentOut"];
                };
            };
        };
    };
    list_teams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TeamOut_"];
                };
            };
        };
    };
    create_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamOut"];
                };
            };
        };
    };
    delete_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    rename_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamOut"];
                };
            };
        };
    };
    add_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                agent_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamOut"];
                };
            };
        };
    };
    remove_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                agent_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_articles: {
        parameters: {
            query?: {
                /** @description Contained in the id, the title or a tag, whatever the case */
                q?: string | null;
                /** @description Only those in this language */
                language?: string | null;
                audience?: components["schemas"]["Audience"] | null;
                standing?: components["schemas"]["Standing"] | null;
                source?: string | null;
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ArticleRow_"];
                };
            };
        };
    };
    create_article: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticleGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleOut"];
                };
            };
        };
    };
    read_article: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                article_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleOut"];
                };
            };
        };
    };
    delete_article: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                article_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_article: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                article_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticlePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleOut"];
                };
            };
        };
    };
    list_article_revisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                article_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ArticleRevisionOut_"];
                };
            };
        };
    };
    import_articles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenOut"];
                };
            };
        };
    };
    remove_sample_articles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removed"];
                };
            };
        };
    };
    search_knowledge: {
        parameters: {
            query: {
                /** @description As a customer would ask it */
                q: string;
                /** @description In which the question is asked */
                language?: string;
                /** @description `internal`: articles for agents, too */
                audience?: components["schemas"]["Audience"];
                /** @description Articles */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundOut"];
                };
            };
        };
    };
    check_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FindingOut_"];
                };
            };
        };
    };
    list_knowledge_gaps: {
        parameters: {
            query?: {
                /** @description Only those of this state */
                state?: components["schemas"]["GapState"] | null;
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_GapOut_"];
                };
            };
        };
    };
    settle_knowledge_gap: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                gap_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GapPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GapOut"];
                };
            };
        };
    };
    read_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
        };
    };
    change_policy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
        };
    };
    put_policy_rule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnRuleGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
        };
    };
    delete_policy_rule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
        };
    };
    check_reply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
        };
    };
    list_tickets: {
        parameters: {
            query?: {
                status?: components["schemas"]["Status"][] | null;
                category?: string[] | null;
                subcategory?: string[] | null;
                priority?: components["schemas"]["Priority"][] | null;
                level?: components["schemas"]["Level"][] | null;
                sentiment?: components["schemas"]["Sentiment"][] | null;
                team?: string[] | null;
                channel?: string[] | null;
                language?: string[] | null;
                certainty?: components["schemas"]["Certainty"][] | null;
                /** @description `in_scope`, or marks such as `spam` */
                scope?: components["schemas"]["TicketScope"][] | null;
                tag?: string[] | null;
                /** @description Agents by name or number, `me`, or `none` */
                assignee?: string[] | null;
                /** @description The customer's number */
                customer?: number | null;
                /** @description Whether the customer has written since you read the ticket */
                unread?: boolean | null;
                received_from?: string | null;
                /** @description Not included */
                received_to?: string | null;
                /** @description Words in the subject, the customer's name or address, or the thread. All must occur, in any case, with or without accents; the last one may be a beginning. In quotes: next to each other */
                q?: string | null;
                /** @description These tickets alone, as far as they are in the list */
                id?: number[] | null;
                /** @description One of the built-in views, or the number of a saved one */
                view?: components["schemas"]["View"] | number | null;
                /** @description Without it the saved view's, else `newest`; `due` goes up, the others down */
                sort?: components["schemas"]["Sort"] | null;
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before, with the same filters */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TicketOut_"];
                };
            };
        };
    };
    create_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketGiven"];
            };
        };
        responses: {
            /** @description The reference names a ticket that was there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
        };
    };
    order_tickets: {
        parameters: {
            query?: {
                status?: components["schemas"]["Status"][] | null;
                category?: string[] | null;
                subcategory?: string[] | null;
                priority?: components["schemas"]["Priority"][] | null;
                level?: components["schemas"]["Level"][] | null;
                sentiment?: components["schemas"]["Sentiment"][] | null;
                team?: string[] | null;
                channel?: string[] | null;
                language?: string[] | null;
                certainty?: components["schemas"]["Certainty"][] | null;
                /** @description `in_scope`, or marks such as `spam` */
                scope?: components["schemas"]["TicketScope"][] | null;
                tag?: string[] | null;
                /** @description Agents by name or number, `me`, or `none` */
                assignee?: string[] | null;
                /** @description The customer's number */
                customer?: number | null;
                /** @description Whether the customer has written since you read the ticket */
                unread?: boolean | null;
                received_from?: string | null;
                /** @description Not included */
                received_to?: string | null;
                /** @description Words in the subject, the customer's name or address, or the thread. All must occur, in any case, with or without accents; the last one may be a beginning. In quotes: next to each other */
                q?: string | null;
                /** @description These tickets alone, as far as they are in the list */
                id?: number[] | null;
                /** @description One of the built-in views, or the number of a saved one */
                view?: components["schemas"]["View"] | number | null;
                /** @description Without it the saved view's, else `newest`; `due` goes up, the others down */
                sort?: components["schemas"]["Sort"] | null;
                /** @description Numbers that are given */
                most?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
        };
    };
    count_tickets: {
        parameters: {
            query?: {
                /** @description Saved views to be counted, too; may be repeated */
                view?: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountsOut"];
                };
            };
        };
    };
    list_views: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ViewOut_"];
                };
            };
        };
    };
    create_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewOut"];
                };
            };
        };
    };
    get_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewOut"];
                };
            };
        };
    };
    delete_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                view_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                view_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewOut"];
                };
            };
        };
    };
    change_tickets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
        };
    };
    list_entries: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EntryOut_"];
                };
            };
        };
    };
    create_entry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
                /** @description The same key with the same body gives the same answer and changes nothing; kept 7 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryWritten"];
                };
            };
            /** @description It goes out after `delay_seconds` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryQueued"];
                };
            };
        };
    };
    recall_entry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
                outgoing_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryRecalled"];
                };
            };
        };
    };
    get_draft: {
        parameters: {
            query?: {
                /** @description Which of the two */
                kind?: "reply" | "note";
            };
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftOut"];
                };
            };
        };
    };
    save_draft: {
        parameters: {
            query?: {
                /** @description Which of the two */
                kind?: "reply" | "note";
            };
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftOut"];
                };
            };
        };
    };
    redraft_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proposal; as a stream, each sentence before it, or an `error` in its place */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedraftOut"];
                    "text/event-stream": string;
                };
            };
        };
    };
    delete_draft: {
        parameters: {
            query?: {
                /** @description Which of the two */
                kind?: "reply" | "note";
            };
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    assign_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssigneeGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    unassign_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    claim_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ClaimGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    resolve_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    reopen_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    snooze_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    unsnooze_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    replace_tags: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagsGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    add_tag: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    remove_tag: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    mark_unread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_tags: {
        parameters: {
            query?: {
                /** @description How they begin */
                q?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
                };
            };
        };
    };
    list_all_presence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EverywhereOut"];
                };
            };
        };
    };
    list_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceOut"];
                };
            };
        };
    };
    put_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceOut"];
                };
            };
        };
    };
    delete_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
        };
    };
    update_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedTicketOut"];
                };
            };
        };
    };
    get_verdict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictOut"];
                };
            };
        };
    };
    get_proposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalOut"];
                };
            };
        };
    };
    list_corrections: {
        parameters: {
            query?: {
                /** @description Items of one page */
                limit?: number;
                /** @description `next` of the page before */
                after?: string | null;
            };
            header?: never;
            path: {
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CorrectionOut_"];
                };
            };
        };
    };
    take_back_correction: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that you have seen, as its `ETag` says; if another stands there, nothing is changed. */
                "If-Match"?: string | null;
            };
            path: {
                ticket_id: number;
                correction_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
        };
    };
}
