/** Made by tools/openapi from docs/openapi.json. */

export interface paths {
    "/api/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tool calls, the newest first
         * @description Own calls; admins and auditors get those of all users.
         */
        get: operations["ActivityController_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tool call with its payload
         * @description Reading a call of another user leaves an entry in the audit log.
         */
        get: operations["ActivityController_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/breakdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls, error rate and latency by server, tool, user, client, class or deployment
         * @description Of own calls; admins and auditors get those of all users, developers those of their own server over all callers. By user or client, developers get their own calls too.
         */
        get: operations["AnalysisController_breakdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Two deployments, tool by tool
         * @description Of own calls; admins and auditors get those of all users, developers those of their own server over all callers.
         */
        get: operations["AnalysisController_comparison"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Failed calls grouped by cause
         * @description Of own calls; admins and auditors get those of all users, developers those of their own server over all callers.
         */
        get: operations["AnalysisController_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tool calls of a filter as CSV
         * @description The rows of the list, calls in progress included; times have the offset of `timeZone`. Exports that hold calls of others leave an entry in the audit log. In CSV a cell that a spreadsheet would take for a formula has a quote in front.
         */
        get: operations["ActivityController_exportCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/export.ndjson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tool calls of a filter as JSON, one object a line
         * @description The rows of the list, calls in progress included; times have the offset of `timeZone`. Exports that hold calls of others leave an entry in the audit log. In CSV a cell that a spreadsheet would take for a formula has a quote in front.
         */
        get: operations["ActivityController_exportNdjson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/heatmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls by time and latency
         * @description Of own calls; admins and auditors get those of all users, developers those of their own server over all callers.
         */
        get: operations["AnalysisController_heatMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tool calls over time or by latency, stacked by status and class */
        get: operations["ActivityController_histogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/percentiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Latency percentiles
         * @description Of the calls that reached a server. Exact up to 20,000 calls, at most 2.2 % off beyond.
         */
        get: operations["ActivityController_percentiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls, error rate and latency over time
         * @description Of own calls; admins and auditors get those of all users, developers those of their own server over all callers.
         */
        get: operations["AnalysisController_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/sizes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the answers of each tool weigh, in bytes and estimated tokens
         * @description Of own calls; admins and auditors get those of all users, developers those of their own server over all callers.
         */
        get: operations["AnalysisController_sizes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/slowest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The slowest tool calls, without payloads
         * @description Own calls; admins and auditors get those of all users.
         */
        get: operations["ActivityController_slowest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures of the tool calls */
        get: operations["ActivityController_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of each tool, the most called first
         * @description A developer gets those of their own server over all callers.
         */
        get: operations["ActivityController_tools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alert-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the channels that messages about alerts go to */
        get: operations["AlertChannelsController_list"];
        put?: never;
        /** Create a channel */
        post: operations["AlertChannelsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alert-channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a channel */
        delete: operations["AlertChannelsController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a channel
         * @description A webhook keeps its secret when its address changes.
         */
        patch: operations["AlertChannelsController_edit"];
        trace?: never;
    };
    "/api/v1/alert-channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test message */
        post: operations["AlertChannelsController_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alerts with their state
         * @description Admins have all; developers those of their own servers; auditors read all.
         */
        get: operations["AlertsController_list"];
        put?: never;
        /**
         * Create an alert
         * @description Admins have all; developers those of their own servers; auditors read all.
         */
        post: operations["AlertsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an alert */
        get: operations["AlertsController_read"];
        put?: never;
        post?: never;
        /** Delete an alert */
        delete: operations["AlertsController_delete"];
        options?: never;
        head?: never;
        /**
         * Change an alert
         * @description Open incidents end, because they were of the rule before.
         */
        patch: operations["AlertsController_edit"];
        trace?: never;
    };
    "/api/v1/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take on the open incidents of an alert */
        post: operations["AlertsController_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The messages about an alert and how far they came */
        get: operations["AlertsController_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/silence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send no messages about an alert for a time */
        post: operations["AlertsController_silence"];
        /** Send messages about an alert again */
        delete: operations["AlertsController_endSilence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys, the newest first
         * @description Admins see all keys, others their own.
         */
        get: operations["ApiKeysController_list"];
        put?: never;
        /**
         * Make an API key
         * @description It acts as the account it belongs to, within its rights and servers. A key made with a key gets no more than that one has.
         */
        post: operations["ApiKeysController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
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
         * Revoke an API key
         * @description It is refused from the next request on.
         */
        delete: operations["ApiKeysController_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, and who read the calls of others
         * @description The newest first. An entry appears a moment after the change.
         */
        get: operations["AuditController_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All entries of a filter as CSV
         * @description A cell that a spreadsheet would take for a formula has a quote in front.
         */
        get: operations["AuditController_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/callback/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where providers send browsers back to */
        get: operations["CredentialsController_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/redirect-uri": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The redirect URI to register at a provider
         * @description It belongs to the two endpoints, so it can be had before the server is created.
         */
        get: operations["CredentialsController_redirectUri"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a deployment */
        get: operations["DeploymentsController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a deployment that is not live yet
         * @description A running build is stopped; the live deployment stays.
         */
        post: operations["DeploymentsController_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read or follow the build log of a deployment
         * @description As `text/event-stream` each line is an event whose id is the line number, so that a client resumes by `Last-Event-ID`; `end` is the last event. It comes when the deployment has ended.
         */
        get: operations["LogsController_deploymentLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how a deployment was built
         * @description What was chosen, where it came from, and what was ignored. Empty before the build is planned.
         */
        get: operations["DeploymentsController_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring the image of an earlier deployment back
         * @description Nothing is built; answers the new deployment.
         */
        post: operations["DeploymentsController_rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/sbom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is installed in the image of a deployment
         * @description A software bill of materials in the form of CycloneDX 1.6, as long as the image is kept.
         */
        get: operations["SbomController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tools of a deployment beside those of the one before
         * @description What the deployment offers or offered, and what it replaced, so that the two can be compared.
         */
        get: operations["DeploymentsController_contract"];
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
         * Follow what changes
         * @description Server-sent events. `change`: something changed, with its noun, id and server; the event id resumes by `Last-Event-ID`. `calls`: how many calls are in progress at the servers where that changed. `reset`: too much was missed, read everything again.
         */
        get: operations["LiveController_follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the connection to GitHub and where the App is installed */
        get: operations["GitHubController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the branches of a repository */
        get: operations["GitHubController_branches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect the App that GitHub made
         * @description Its private key and webhook secret are stored encrypted. Nothing is started again.
         */
        post: operations["GitHubSetupController_finish"];
        /**
         * Disconnect GitHub
         * @description The private key and the webhook secret are destroyed. The App stays on GitHub until it is deleted there; what is live stays live.
         */
        delete: operations["GitHubSetupController_disconnect"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the last webhooks of GitHub with what became of them */
        get: operations["WebhooksController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the repositories that an installation of the App sees */
        get: operations["GitHubController_repositories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to connect GitHub
         * @description The page at `path` sends the browser to GitHub, which makes the App and leads back to the dashboard.
         */
        post: operations["GitHubSetupController_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/github/setup/{state}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send the browser to GitHub with the manifest of the App */
        get: operations["GitHubSetupController_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups */
        get: operations["GroupsController_list"];
        put?: never;
        /** Create a group */
        post: operations["GroupsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a group */
        get: operations["GroupsController_read"];
        put?: never;
        post?: never;
        /**
         * Delete a group
         * @description Its members stay, without what it allowed.
         */
        delete: operations["GroupsController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a group
         * @description What is not given stays.
         */
        patch: operations["GroupsController_edit"];
        trace?: never;
    };
    "/api/v1/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members, by name */
        get: operations["GroupsController_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a member */
        put: operations["GroupsController_join"];
        post?: never;
        /** Remove a member */
        delete: operations["GroupsController_leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/servers/{serverId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set which tools of a server the group may call */
        put: operations["GroupsController_setRule"];
        post?: never;
        /** Let the group's default apply to a server again */
        delete: operations["GroupsController_removeRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which services work, and which engine is missing
         * @description Answers 200 whatever it finds; `GET /health` is for probes.
         */
        get: operations["HealthController_health"];
        put?: never;
        post?: never;
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
        /** List open invitations */
        get: operations["InvitationsController_list"];
        put?: never;
        /**
         * Invite a user
         * @description Answers a link that works once, for seven days; an earlier one for the same address stops.
         */
        post: operations["InvitationsController_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: operations["InvitationsController_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an invitation link offers */
        get: operations["InvitationLinksController_look"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description Makes the account and signs it in.
         */
        post: operations["InvitationLinksController_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am */
        get: operations["MeController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change my name */
        patch: operations["MeController_edit"];
        trace?: never;
    };
    "/api/v1/me/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the MCP clients that may act in your name */
        get: operations["AuthorizationsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/connections/{connectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End the authorization of a client; its tokens stop at once */
        delete: operations["AuthorizationsController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the servers you may use ask of you, and how far you are */
        get: operations["CredentialsController_mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a passkey
         * @description Answers recovery codes when it is the first second factor, and none otherwise.
         */
        post: operations["PasskeysController_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/{id}": {
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
         * Remove a passkey
         * @description With the last one, and without an authenticator app, the password alone is enough again.
         */
        delete: operations["PasskeysController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to register a passkey
         * @description Nothing changes until its answer comes back.
         */
        post: operations["PasskeysController_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change my password
         * @description All other sessions of the dashboard end.
         */
        post: operations["MeController_changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My second factor */
        get: operations["SecondFactorController_read"];
        put?: never;
        /**
         * Begin to set up an authenticator app
         * @description Nothing changes until a code of the app confirms it.
         */
        post: operations["SecondFactorController_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set up the authenticator app with its first code */
        post: operations["SecondFactorController_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description Those from before stop.
         */
        post: operations["SecondFactorController_renew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove my second factor, passkeys too */
        post: operations["SecondFactorController_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use the second factor before a dangerous action
         * @description For routes that answer `step_up_needed`; it holds for this session for 15 minutes.
         */
        post: operations["SecondFactorController_stepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/step-up/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a passkey for its signature, in place of a code */
        post: operations["PasskeysController_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the sign-in rules of the organisation */
        get: operations["SecondFactorController_organisation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Require a second factor, or stop requiring it
         * @description It holds for sign-ins with a password, from the next one on. Open sessions stay.
         */
        patch: operations["SecondFactorController_edit"];
        trace?: never;
    };
    "/api/v1/password-links/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose password a link sets */
        get: operations["SessionController_look"];
        put?: never;
        /**
         * Set a new password with a link
         * @description All other sessions end. Signs in.
         */
        post: operations["SessionController_setPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List quotas with their limits and how much is used
         * @description Of an account, of a server when it is named, and of the organisation for all but members.
         */
        get: operations["QuotasController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quotas/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the limit of a quota
         * @description What is in use beyond it stays.
         */
        put: operations["QuotasController_set"];
        post?: never;
        /**
         * Take back a limit
         * @description The one of the environment or the default holds again.
         */
        delete: operations["QuotasController_clear"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List servers, the newest first */
        get: operations["ServersController_list"];
        put?: never;
        /** Create a server */
        post: operations["ServersController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a server */
        get: operations["ServersController_read"];
        put?: never;
        post?: never;
        /**
         * Delete a server
         * @description Its containers, images, variables, deployment history and routes go too; the repository stays.
         */
        delete: operations["ServersController_delete"];
        options?: never;
        head?: never;
        /**
         * Edit a server
         * @description What is not given stays. Slug, source and auth method never change.
         */
        patch: operations["ServersController_edit"];
        trace?: never;
    };
    "/api/v1/servers/{id}/auth-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the client secret of a server's OAuth 2.0 provider
         * @description Never shown again. Provider accounts that failed because of it work again from the next call on.
         */
        put: operations["CredentialsController_setSecret"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/build-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the build settings of a server
         * @description Fields that replace what the repository says. A field that is absent is decided by the repository.
         */
        get: operations["BuildSettingsController_read"];
        /**
         * Replace the build settings of a server
         * @description The next deployment is built with them; nothing is deployed by the change.
         */
        put: operations["BuildSettingsController_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/commits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List or search the commits of main, the newest first */
        get: operations["DeploymentsController_commits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/connection-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Try whether MCP clients can connect
         * @description Makes the requests of the common MCP clients to the public URL, in their order and in your name, and says of each what came back, what was expected and how to mend it. Calls no tool.
         */
        get: operations["ConnectionCheckController_check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/credential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Fill in your credentials for a server
         * @description They reach the server as headers of your calls from the next call on. The same values again change nothing.
         */
        put: operations["CredentialsController_set"];
        post?: never;
        /**
         * Remove your credentials for a server
         * @description The tokens of a provider account are also revoked at the provider, if it can be reached.
         */
        delete: operations["CredentialsController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/credential/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to connect your account at the provider of a server */
        post: operations["CredentialsController_connect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the deployments of a server, the newest first */
        get: operations["DeploymentsController_list"];
        put?: never;
        /** Deploy the latest or a chosen commit of main */
        post: operations["DeploymentsController_deploy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a server
         * @description All its MCP endpoints answer an error until it is enabled again.
         */
        post: operations["ServersController_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable a server */
        post: operations["ServersController_enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read or follow the runtime log of a server
         * @description As `text/event-stream` each line is an event whose id is the line number, so that a client resumes by `Last-Event-ID`; `end` is the last event. It comes when the server was deleted.
         */
        get: operations["LogsController_serverLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A server at a glance
         * @description Figures of the last 7 days, the 10 newest calls without payloads, the live deployment and those in progress. Admins, auditors and the developer of the server get figures over all callers and whole deployments, others figures of their own calls and of deployments the state and the changed tools; recent calls are one's own for all but admins and auditors.
         */
        get: operations["OverviewController_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how the live deployment of a server was built
         * @description Of the latest deployment that was planned, when none is live.
         */
        get: operations["DeploymentsController_serverPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read where the commits of a server come from
         * @description With what is wrong and what to do when they cannot be read.
         */
        get: operations["GitHubController_source"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the empty repository of a server with a template
         * @description It is the first commit of main in the built-in git remote, and is deployed like a push.
         */
        post: operations["TemplatesController_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tools that the live deployment offers */
        get: operations["DeploymentsController_tools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/tools/{name}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a tool
         * @description As an MCP client would, in your name: with your rights and credentials, and recorded with the source "Toolyard dashboard". Ending the request cancels the call.
         */
        post: operations["TryController_try"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the variables of a server, values masked */
        get: operations["VariablesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/variables/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one variable, its value masked */
        get: operations["VariablesController_read"];
        /**
         * Set a variable
         * @description The live deployment is replaced by one with the new value and the same image. The same value again changes nothing.
         */
        put: operations["VariablesController_set"];
        post?: never;
        /** Remove a variable */
        delete: operations["VariablesController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List service accounts */
        get: operations["ServiceAccountsController_list"];
        put?: never;
        /**
         * Create a service account
         * @description An account for a program: it has API keys and no password.
         */
        post: operations["ServiceAccountsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}": {
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
         * Delete a service account
         * @description Its API keys stop at once.
         */
        delete: operations["ServiceAccountsController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a service account
         * @description What is not given stays.
         */
        patch: operations["ServiceAccountsController_edit"];
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and how one can */
        get: operations["SessionController_read"];
        put?: never;
        /**
         * Sign in with a password
         * @description Sets the session cookie. The answer does not reveal whether the address has an account.
         */
        post: operations["SessionController_enter"];
        /**
         * Sign out
         * @description Answers 204 without a login session, too.
         */
        delete: operations["SessionController_leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with the second factor, after the password
         * @description Sets the session cookie. A code works once, and so does the answer of a passkey.
         */
        post: operations["SecondStepController_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to set up the second factor that the organisation requires */
        post: operations["SecondStepController_enrol"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor/enrolment/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set up the required second factor, and sign in */
        post: operations["SecondStepController_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a passkey for its signature, after the password */
        post: operations["SecondStepController_ask"];
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
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out everywhere
         * @description Ends all sessions of the dashboard and all connections of MCP clients. API keys stay.
         */
        delete: operations["SessionController_leaveEverywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first admin
         * @description With the one-time link of the first start. Signs in.
         */
        post: operations["SessionController_makeFirstAdmin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in at the outside provider */
        get: operations["OidcController_begin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the outside provider sends people back to
         * @description Leads on to the page they came from; when it fails, to the sign-in page with `error` in its query.
         */
        get: operations["OidcController_finish"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the repositories that a new server can begin with */
        get: operations["TemplatesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users, service accounts and open invitations, by name */
        get: operations["UsersController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user */
        get: operations["UsersController_read"];
        put?: never;
        post?: never;
        /**
         * Delete a user
         * @description Sessions, connections and API keys stop at once. What they did stays recorded.
         */
        delete: operations["UsersController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description What is not given stays. It holds from the next request on, for open sessions too.
         */
        patch: operations["UsersController_edit"];
        trace?: never;
    };
    "/api/v1/users/{id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link with which the user sets a new password
         * @description It works once, for 24 hours; an earlier one stops.
         */
        post: operations["UsersController_passwordLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/second-factor": {
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
         * Reset the second factor of a user
         * @description For a user whose authenticator and recovery codes are lost. The password alone is enough then.
         */
        delete: operations["SecondFactorController_reset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a user out everywhere
         * @description Ends the sessions of the dashboard and the connections of MCP clients. API keys stay.
         */
        post: operations["UsersController_signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find permission groups (SCIM) */
        get: operations["ScimGroupsController_list"];
        put?: never;
        /** Create a permission group (SCIM) */
        post: operations["ScimGroupsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a permission group (SCIM) */
        get: operations["ScimGroupsController_read"];
        /** Replace a permission group (SCIM) */
        put: operations["ScimGroupsController_replace"];
        post?: never;
        /** Delete a permission group (SCIM) */
        delete: operations["ScimGroupsController_delete"];
        options?: never;
        head?: never;
        /** Change a permission group or its members (SCIM) */
        patch: operations["ScimGroupsController_patch"];
        trace?: never;
    };
    "/scim/v2/ResourceTypes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of resources (SCIM) */
        get: operations["ScimDiscoveryController_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/ResourceTypes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A kind of resource (SCIM) */
        get: operations["ScimDiscoveryController_type"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schemas (SCIM) */
        get: operations["ScimDiscoveryController_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Schemas/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A schema (SCIM) */
        get: operations["ScimDiscoveryController_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/ServiceProviderConfig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is supported (SCIM) */
        get: operations["ScimDiscoveryController_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find users (SCIM) */
        get: operations["ScimUsersController_list"];
        put?: never;
        /** Create a user (SCIM) */
        post: operations["ScimUsersController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scim/v2/Users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user (SCIM) */
        get: operations["ScimUsersController_read"];
        /** Replace a user (SCIM) */
        put: operations["ScimUsersController_replace"];
        post?: never;
        /** Delete a user (SCIM) */
        delete: operations["ScimUsersController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a user (SCIM)
         * @description With `active` false the account is signed out everywhere.
         */
        patch: operations["ScimUsersController_patch"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptInvitationDto: {
            name: string;
            /** Format: password */
            password: string;
        };
        ActorDto: {
            id: string;
            /** @enum {string} */
            kind: "user" | "apikey" | "system";
            name: string;
            /** @description The account behind an API key. */
            userId?: string;
        };
        AlertChannelDto: {
            /** Format: date-time */
            createdAt: string;
            enabled: boolean;
            id: string;
            /** @enum {string} */
            kind: "webhook" | "email" | "slack" | "teams";
            name: string;
            /** @description Addresses of mail, or the host of the address: its path may be a secret. */
            target: string;
        };
        AlertChannelListDto: {
            items: components["schemas"]["AlertChannelDto"][];
        };
        AlertDeliveryDto: {
            /** @enum {string} */
            about: "firing" | "resolved";
            attempts: number;
            channelId: string;
            /** Format: date-time */
            dueAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @description Of the latest attempt. */
            error: string | null;
            /** @description Sent as `webhook-id`; the same in every attempt. */
            id: string;
            incidentId: string;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /**
             * @description `failed`: given up after seven attempts.
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed";
        };
        AlertDeliveryListDto: {
            /** @description The newest first. */
            items: components["schemas"]["AlertDeliveryDto"][];
        };
        AlertDto: {
            /** @description Null: all channels. */
            channelIds: string[] | null;
            /** Format: date-time */
            createdAt: string | null;
            enabled: boolean;
            id: string;
            /** @description Open ones and the latest resolved ones, newest first. */
            incidents: components["schemas"]["AlertIncidentDto"][];
            /** @enum {string} */
            measure: "error_rate" | "p95" | "calls" | "no_calls" | "denied" | "failed_deployment";
            minimumCalls: number;
            name: string;
            recoverAt: number;
            /** @enum {string} */
            scope: "server" | "each" | "all";
            serverId?: string;
            /**
             * Format: date-time
             * @description Null while messages are sent.
             */
            silencedUntil: string | null;
            /**
             * @description `acknowledged`: it fires, and every open incident was taken on.
             * @enum {string}
             */
            state: "ok" | "firing" | "acknowledged" | "disabled";
            threshold: number;
            windowMinutes: number;
        };
        AlertIncidentDto: {
            acknowledgedBy: components["schemas"]["ActorDto"] | null;
            /** Format: date-time */
            firedAt: string;
            id: string;
            /**
             * Format: date-time
             * @description Null while it fires.
             */
            resolvedAt: string | null;
            server: string | null;
            /** @description Null: all servers together. */
            serverId: string | null;
            /** @description The measure when it fired. */
            value: number;
        };
        AlertListDto: {
            items: components["schemas"]["AlertDto"][];
        };
        ApiKeyDto: {
            /** Format: date-time */
            createdAt: string;
            createdBy: components["schemas"]["ActorDto"];
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt: string | null;
            name: string;
            /** @description How the token begins. */
            prefix: string;
            rights: ("call" | "read" | "write" | "deploy" | "scim")[];
            servers: "all" | string[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description The account that the key acts for. */
            userId: string;
            userName: string;
        };
        ApiKeysDto: {
            items: components["schemas"]["ApiKeyDto"][];
        };
        AppDto: {
            id: number;
            name: string;
            slug: string;
            /** Format: uri */
            url: string;
        };
        AuditChangeDto: {
            field: string;
            /** @description Absent when there was nothing before. */
            from?: string;
            /** @description Absent when there is nothing any more. */
            to?: string;
        };
        AuditEntryDto: {
            actor: components["schemas"]["ActorDto"];
            /** @description Network address; null for what the platform did itself. */
            address: string | null;
            /** Format: date-time */
            at: string;
            changes: components["schemas"]["AuditChangeDto"][];
            /** @description The same for everything that one request caused; the services log it too. */
            correlationId: string;
            id: string;
            serverId?: string;
            subject: components["schemas"]["AuditSubjectDto"];
            /** @description One sentence. */
            summary: string;
            /** @description Type of the event that the entry describes. */
            type: string;
        };
        AuditPageDto: {
            /** @description The newest first. */
            items: components["schemas"]["AuditEntryDto"][];
            nextCursor: string | null;
        };
        AuditSubjectDto: {
            id: string;
            /** @description Such as `server`, `deployment`, `variable`, `user`, `group`, `apikey` or `calls`. */
            kind: string;
            /** @description As it was called then. */
            name: string;
        };
        AuthDto: {
            /** @enum {string} */
            method: "none" | "credentials" | "oauth2";
        };
        AuthSecretDto: {
            clientSecret: string;
        };
        BeforeDto: {
            calls: number;
            /** @description From 0 to 1. */
            errorRate: number;
            /** @description Milliseconds; null without calls. */
            p50: number | null;
            /** @description Milliseconds; null without calls. */
            p95: number | null;
        };
        BeginDto: {
            /** @enum {string} */
            template: "node" | "typescript" | "python" | "rest-api";
        };
        BeginSetupDto: {
            /**
             * Format: uri
             * @description Of GitHub Enterprise Server; github.com when it is missing.
             */
            githubUrl?: string;
            /** @description Login of the organisation that the App shall belong to. */
            organisation?: string;
        };
        BranchesDto: {
            items: string[];
        };
        BreakdownDto: {
            /** @enum {string} */
            by: "server" | "tool" | "user" | "client" | "client_version" | "class" | "deployment";
            /** @description The most called first. */
            items: components["schemas"]["BreakdownItemDto"][];
            /** @description There are more than the limit. */
            more: boolean;
        };
        BreakdownItemDto: {
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description The client of a version. */
            client?: string;
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            /** @description Value of the dimension, as filters take it. */
            key: string;
            /** Format: date-time */
            lastCalledAt: string;
            /** @description The key in words. */
            name: string;
            /** @description Milliseconds; null without calls. */
            p25: number | null;
            /** @description Milliseconds; null without calls. */
            p50: number | null;
            /** @description Milliseconds; null without calls. */
            p85: number | null;
            /** @description Milliseconds; null without calls. */
            p95: number | null;
            /** @description Milliseconds; null without calls. */
            p99: number | null;
            /** @description The period before, with `compare=previous` and a filter that has `from`; null when it had no calls. */
            previous?: components["schemas"]["BeforeDto"] | null;
            /** @description The server of a tool or a deployment. */
            serverId?: string;
            /** @description Part of all calls of the filter, from 0 to 1. */
            share: number;
            totalCalls: number;
            uniqueUsers: number;
        };
        BuildPlanDto: {
            /** @description What the repository asks for and the build does not use. */
            ignored: components["schemas"]["IgnoredDto"][];
            lines: components["schemas"]["BuildPlanLineDto"][];
        };
        BuildPlanLineDto: {
            /**
             * @description Name of that field.
             * @example start
             */
            field?: string;
            /** @description Where the value came from: a file, a field of it, or `default`. */
            from: string;
            /** @example package manager */
            key: string;
            /** @description True when a field of `toolyard.yaml` or of the build settings replaces it. */
            overridable: boolean;
            /** @example pnpm 10 */
            value: string;
        };
        BuildSettingsDto: {
            /**
             * @description Compiles the server.
             * @example npm run build
             */
            build?: string;
            /**
             * @description Names of variables whose values steps of the build read as BuildKit secrets.
             * @example [
             *       "NPM_TOKEN"
             *     ]
             */
            buildSecrets?: string[];
            /**
             * @description Path of the Dockerfile to build.
             * @example docker/Dockerfile
             */
            dockerfile?: string;
            /** @description `startupSeconds`: how long it may take until it answers MCP. */
            health?: Record<string, never>;
            /**
             * @description Installs the dependencies.
             * @example npm ci
             */
            install?: string;
            /**
             * @description Version of Node, or a range.
             * @example 22
             */
            node?: string;
            /** @description Packages of Debian for the build and the image. */
            packages?: string[];
            /**
             * @description Path of the MCP endpoint, or up to five.
             * @example /mcp
             */
            path?: string | string[];
            /**
             * @description Port on which the server listens.
             * @example 8080
             */
            port?: number;
            /**
             * @description Version of Python.
             * @example 3.12
             */
            python?: string;
            /** @description Limits of a container: `memoryMb`, `cpus`, `pids`. */
            resources?: Record<string, never>;
            /**
             * @description Folder that is built.
             * @example packages/server
             */
            root?: string;
            /**
             * @description Runs containers in gVisor, where the engine has `runsc`.
             * @enum {string}
             */
            sandbox?: "gvisor";
            /**
             * @description Starts the server.
             * @example node server.js
             */
            start?: string | string[];
            /**
             * @description `stdio` is bridged to HTTP.
             * @enum {string}
             */
            transport?: "http" | "stdio";
        };
        CallDto: {
            /**
             * @description Null while the call is in progress.
             * @enum {string|null}
             */
            class: "ok" | "tool_error" | "protocol_error" | "denied" | "auth_required" | "timeout" | "cancelled" | "upstream_down" | null;
            correlationId: string;
            deploymentId: string;
            /** @description One sentence for calls that did not succeed. */
            error?: string;
            id: string;
            /** @description Arguments as JSON text, masked, perhaps cut; empty without payloads. */
            input: string;
            /** @description Null while the call is in progress, and for calls that never reached a server. */
            latencyMs: number | null;
            /** @description Result as JSON text, masked, perhaps cut; null while the call is in progress, empty without payloads and when the call ended without a result. */
            output: string | null;
            serverId: string;
            /** @description Name of the MCP client. */
            source: string;
            /** @description Version of the MCP client. */
            sourceVersion: string;
            /** Format: date-time */
            startedAt: string;
            /** @enum {string} */
            status: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
            tool: string;
            /** @description Name of the caller. */
            user: string;
            userId: string;
        };
        CallListDto: {
            items: components["schemas"]["CallDto"][];
        };
        CallPageDto: {
            /** @description The newest first; calls in progress lead the first page. */
            items: components["schemas"]["CallDto"][];
            nextCursor: string | null;
        };
        ChangePasswordDto: {
            /** Format: password */
            current: string;
            /** Format: password */
            password: string;
        };
        ChannelTestDto: {
            delivered: boolean;
            /** @description Why not, in one sentence. */
            error?: string;
        };
        CheckReportDto: {
            checkedAt: string;
            ok: boolean;
            steps: components["schemas"]["CheckStepDto"][];
            /** @description The address that clients are given. */
            url: string;
        };
        CheckRequestDto: {
            method: string;
            url: string;
        };
        CheckStepDto: {
            /** @description Which clients behave like this. */
            client: string;
            expected: string;
            got: string;
            name: string;
            ok: boolean;
            /** @description How to mend it, where it is not as expected. */
            repair?: string;
            request: components["schemas"]["CheckRequestDto"];
            /** @description Status of the answer; null when there was none. */
            status: number | null;
        };
        CommitDto: {
            /** Format: date-time */
            at: string;
            author: string;
            /**
             * Format: uri
             * @description Picture of the author's account at the host of the repository.
             */
            avatarUrl?: string;
            message: string;
            sha: string;
        };
        CommitPageDto: {
            items: components["schemas"]["CommitDto"][];
            nextCursor: string | null;
        };
        ComparisonDto: {
            /** @description The most called first. */
            items: components["schemas"]["ToolComparisonDto"][];
        };
        ConfirmSecondFactorDto: {
            /** @description Six digits of the authenticator app, or a recovery code. */
            code: string;
            /** @description `enrolment` of the answer that began it. */
            enrolment: string;
        };
        ConnectDto: {
            /**
             * @description Path of the platform to come back to; the page of credentials unless given.
             * @example /servers/mail/overview
             */
            returnTo?: string;
        };
        ConnectionDto: {
            /** @description Host that the client is sent back to, or that publishes its metadata document. */
            clientHost: string;
            /** @description What the client calls itself. */
            clientName: string;
            /** Format: date-time */
            connectedAt: string;
            /** @description Id of the connection. */
            id: string;
            /**
             * Format: date-time
             * @description When it last fetched a token, which clients do about once an hour while they are in use.
             */
            lastUsedAt: string;
            scopes: string[];
            serverId: string;
            /** @description Null when the server is gone. */
            serverName: string | null;
        };
        ConnectionsDto: {
            items: components["schemas"]["ConnectionDto"][];
        };
        ConnectUrlDto: {
            /**
             * Format: uri
             * @description Where to send the user's browser. Good for ten minutes.
             */
            url: string;
        };
        ContractDto: {
            /** @description Tools of the deployment that was live before; null when there was none. */
            before: components["schemas"]["ToolsDto"] | null;
            deploymentId: string;
            /** @description Tools of the deployment; empty when it failed before it listed them. */
            items: components["schemas"]["ToolDto"][];
        };
        CreateAlertChannelDto: {
            /** @enum {string} */
            kind: "webhook" | "email" | "slack" | "teams";
            name: string;
            /** @description Of email. */
            to?: string[];
            /** @description Of webhook, slack and teams. A public address with https, unless TOOLYARD_ALERT_HOSTS has its host. */
            url?: string;
        };
        CreateAlertDto: {
            /** @description Channels that get messages; all of them when absent. */
            channelIds?: string[];
            /** @default true */
            enabled?: boolean;
            /** @enum {string} */
            measure: "error_rate" | "p95" | "calls" | "no_calls" | "denied" | "failed_deployment";
            /**
             * @description An error rate or a P95 of fewer calls does not fire.
             * @default 20
             */
            minimumCalls?: number;
            name: string;
            /** @description The alert is resolved when the measure falls to it. Default: 0.8 thresholds. */
            recoverAt?: number;
            /**
             * @description `server`: the server of `serverId`; `each`: every server on its own; `all`: all servers together.
             * @enum {string}
             */
            scope?: "server" | "each" | "all";
            serverId?: string;
            /** @description The alert fires when the measure reaches it: `error_rate` from 0 to 1, `p95` in milliseconds, the others a number. `no_calls` has none. */
            threshold?: number;
            /** @default 15 */
            windowMinutes?: number;
        };
        CreateApiKeyDto: {
            /**
             * Format: date-time
             * @description Never, unless given.
             */
            expiresAt?: string | null;
            name: string;
            /** @description `call`: MCP endpoints. `read`, `write`: this API. `deploy`: git pushes and deployments. `scim`: provisioning by an identity provider, and nothing else. */
            rights: ("call" | "read" | "write" | "deploy" | "scim")[];
            /** @description `all`, or the ids of the servers that the key is for. */
            servers: "all" | string[];
            /** @description For a service account instead of oneself; admins only. */
            serviceAccountId?: string;
        };
        CreateGroupDto: {
            /**
             * @description For servers without a rule of their own.
             * @default none
             * @enum {string}
             */
            defaultAccess?: "all" | "none";
            /** @default  */
            description?: string;
            name: string;
        };
        CreateServerDto: {
            /**
             * @description Who may call the server: signed-in users, or everyone.
             * @default organisation
             * @enum {string}
             */
            access?: "organisation" | "public";
            /** @description Cannot be changed later. */
            auth: components["schemas"]["AuthDto"] & (components["schemas"]["NoAuthDto"] | components["schemas"]["CredentialsAuthDto"] | components["schemas"]["OAuth2AuthDto"]);
            /** @default  */
            description?: string;
            /**
             * @description Request headers of a client's own that reach the server, besides those of MCP, `Accept-Language`, tracing and `User-Agent`. Kept in lower case. Headers of the protocol, of connections, of sign-in and of proxies are refused.
             * @default []
             */
            headers?: string[];
            /** @description Limits of its tool calls; none unless given. */
            limits?: components["schemas"]["LimitsDto"];
            name: string;
            /** @default 1 */
            replicas?: number;
            /** @description Address below `/s/`; made from the name unless given. Never changes. */
            slug?: string;
            source: components["schemas"]["SourceDto"];
            /**
             * @default private
             * @enum {string}
             */
            visibility?: "public" | "private" | "internal";
        };
        CreateServiceAccountDto: {
            /** @description Beside the default group. */
            groupIds?: string[];
            name: string;
            role: components["schemas"]["Role"];
        };
        CredentialFieldDto: {
            label: string;
            /**
             * @description Variable name.
             * @example API_KEY
             */
            name: string;
            placeholder?: string;
            /** @description Shown as dots while it is typed, and never shown again. */
            secret: boolean;
        };
        CredentialItemDto: {
            /** @description What is wrong with the provider account, in a sentence. */
            error?: string;
            /** @description What the server asks for; empty for OAuth 2.0. */
            fields: components["schemas"]["FilledFieldDto"][];
            /** @enum {string} */
            method: "credentials" | "oauth2";
            /** @description Of OAuth 2.0: what was granted, or will be asked for. */
            scopes?: string[];
            serverId: string;
            serverName: string;
            slug: string;
            /**
             * @description `complete` and `connected`: calls work. `expired`: connect again. `failed`: see `error`.
             * @enum {string}
             */
            status: "missing" | "complete" | "connected" | "expired" | "failed";
            /** Format: date-time */
            updatedAt?: string;
        };
        CredentialsAuthDto: {
            /** @description What each user fills in. Each value reaches the server in a header `X-Credential-<NAME>`, with `-` for `_`; the names differ in more than case. */
            fields: components["schemas"]["CredentialFieldDto"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            method: "credentials";
        };
        CredentialsDto: {
            items: components["schemas"]["CredentialItemDto"][];
        };
        DeliveriesDto: {
            /** @description The last hundred, newest first. */
            items: components["schemas"]["DeliveryDto"][];
        };
        DeliveryDto: {
            action: string | null;
            /**
             * Format: date-time
             * @description When it was received.
             */
            at: string;
            /** @example push */
            event: string;
            /** @description GitHub's id of the delivery; a repeated delivery has the same. */
            id: string;
            reason: string;
            /** @description The repository, or the account, that it is about. */
            repository: string | null;
            /** @enum {string} */
            verdict: "accepted" | "ignored" | "refused";
        };
        DeployDto: {
            /**
             * @description A commit of main, by its SHA or at least its first seven digits. The latest commit by default.
             * @example 1f0c2a9
             */
            commit?: string;
        };
        DeploymentDto: {
            actor: components["schemas"]["ActorDto"];
            /** @description Against the deployment that was live before. */
            changes?: components["schemas"]["ToolChangesDto"];
            commit: components["schemas"]["CommitDto"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt?: string;
            /** @description Port, path, transport and protocol of the server. */
            endpoint?: Record<string, never>;
            error?: components["schemas"]["DeploymentErrorDto"];
            /** @description The Dockerfile, when the platform generated it. */
            generatedDockerfile?: string;
            id: string;
            image?: components["schemas"]["ImageDto"];
            /** Format: date-time */
            promotedAt?: string;
            /** @description Port, paths, command, startup time and limits of the containers. */
            run?: Record<string, never>;
            serverId: string;
            /**
             * @description The stage that runs or ran last.
             * @enum {string|null}
             */
            stage: "fetch" | "dependencies" | "image" | "push" | "candidate" | "promotion" | null;
            stages: components["schemas"]["StageTimeDto"][];
            /** @enum {string} */
            status: "queued" | "building" | "starting" | "live" | "failed" | "superseded" | "cancelled" | "retired";
            /** @description The newer deployment that replaced this one before it was live. */
            supersededBy?: string;
            /** @enum {string} */
            trigger: "push" | "manual" | "rollback" | "variables" | "poll";
        };
        DeploymentErrorDto: {
            /** @description Stable, for programs, e.g. `build_failed`, `build_timeout`, `toolyard_yaml`. */
            code: string;
            message: string;
            /** @enum {string} */
            stage: "fetch" | "dependencies" | "image" | "push" | "candidate" | "promotion";
        };
        DeploymentMarkerDto: {
            /**
             * Format: date-time
             * @description When traffic moved to the deployment.
             */
            at: string;
            commit: components["schemas"]["MarkedCommitDto"];
            deploymentId: string;
            serverId: string;
        };
        DeploymentPageDto: {
            items: components["schemas"]["DeploymentDto"][];
            nextCursor: string | null;
        };
        EditAlertChannelDto: {
            /** @description A channel that is off gets no messages. */
            enabled?: boolean;
            name?: string;
            /** @description Of email. */
            to?: string[];
            /** @description Of webhook, slack and teams. A public address with https, unless TOOLYARD_ALERT_HOSTS has its host. */
            url?: string;
        };
        EditAlertDto: {
            /** @description Channels that get messages; all of them when absent. */
            channelIds?: string[];
            /** @default true */
            enabled?: boolean;
            /** @enum {string} */
            measure?: "error_rate" | "p95" | "calls" | "no_calls" | "denied" | "failed_deployment";
            /**
             * @description An error rate or a P95 of fewer calls does not fire.
             * @default 20
             */
            minimumCalls?: number;
            name?: string;
            /** @description The alert is resolved when the measure falls to it. Default: 0.8 thresholds. */
            recoverAt?: number;
            /**
             * @description `server`: the server of `serverId`; `each`: every server on its own; `all`: all servers together.
             * @enum {string}
             */
            scope?: "server" | "each" | "all";
            serverId?: string;
            /** @description The alert fires when the measure reaches it: `error_rate` from 0 to 1, `p95` in milliseconds, the others a number. `no_calls` has none. */
            threshold?: number;
            /** @default 15 */
            windowMinutes?: number;
        };
        EditGroupDto: {
            /** @enum {string} */
            defaultAccess?: "all" | "none";
            description?: string;
            name?: string;
        };
        EditMeDto: {
            name: string;
        };
        EditServerDto: {
            /** @enum {string} */
            access?: "organisation" | "public";
            /**
             * @deprecated
             * @description Refused with `auth_method_fixed`: it cannot change after creation.
             */
            auth?: Record<string, never>;
            description?: string;
            /** @description Request headers of a client's own that reach the server, besides those of MCP, `Accept-Language`, tracing and `User-Agent`. Kept in lower case. Headers of the protocol, of connections, of sign-in and of proxies are refused. */
            headers?: string[];
            /** @description Replaces all limits; `{}` removes them. */
            limits?: components["schemas"]["LimitsDto"];
            name?: string;
            replicas?: number;
            source?: components["schemas"]["SourceSettingsDto"];
            /** @enum {string} */
            visibility?: "public" | "private" | "internal";
        };
        EditServiceAccountDto: {
            /** @description All groups to be in; those not named are left. */
            groupIds?: string[];
            name?: string;
            role?: components["schemas"]["Role"];
        };
        EditUserDto: {
            /** @description All groups to be in; those not named are left. */
            groupIds?: string[];
            name?: string;
            role?: components["schemas"]["Role"];
            /** @enum {string} */
            status?: "active" | "disabled";
        };
        EnrolmentDto: {
            /** @description To be sent back with the first code; works for 15 minutes. */
            enrolment: string;
            /** @description For an app that cannot read the QR code, in base 32. */
            secret: string;
            /** @description For the QR code: `otpauth://totp/…`. */
            uri: string;
        };
        /**
         * @description Stable, for programs.
         * @enum {string}
         */
        ErrorCode: "invalid_request" | "malformed_json" | "unauthenticated" | "sign_in_failed" | "second_factor_needed" | "second_factor_failed" | "forbidden" | "step_up_needed" | "not_found" | "method_not_allowed" | "conflict" | "slug_taken" | "repository_taken" | "email_taken" | "last_admin" | "default_group" | "auth_method_fixed" | "source_not_connected" | "variables_undeliverable" | "quota_exceeded" | "server_disabled" | "deployment_ended" | "nothing_to_deploy" | "image_gone" | "link_invalid" | "reserved_name" | "weak_password" | "payload_too_large" | "too_many_requests" | "internal" | "upstream_failed" | "unavailable" | "timeout" | "disk_full";
        ErrorDto: {
            /** @description Stable, for programs. */
            code: components["schemas"]["ErrorCode"];
            /** @description What the code is about, e.g. the fields of `invalid_request`. */
            details?: Record<string, never>;
            /** @description A sentence for people: what happened, what was kept, what to do next. */
            message: string;
        };
        ErrorExampleDto: {
            callId: string;
            error: string;
        };
        ErrorGroupDto: {
            /** @description The error without what differs from call to call. */
            cause: string;
            /** @enum {string} */
            class: "ok" | "tool_error" | "protocol_error" | "denied" | "auth_required" | "timeout" | "cancelled" | "upstream_down";
            count: number;
            /** @description Up to 20. */
            deployments: string[];
            /** @description The newest call; absent for callers who may see figures alone. */
            example?: components["schemas"]["ErrorExampleDto"];
            /**
             * Format: date-time
             * @description Of all stored calls, also before `from`.
             */
            firstSeenAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** @description The live deployment, when the cause came first after its promotion. */
            newSinceDeployment: string | null;
            /** @description Calls in the period before, with `compare=previous`. */
            previousCount?: number;
            /** @description Name of the server. */
            server: string;
            serverId: string;
            tool: string;
            users: number;
        };
        ErrorGroupsDto: {
            /** @description The most frequent first. */
            items: components["schemas"]["ErrorGroupDto"][];
            /** @description There are more than the limit. */
            more: boolean;
        };
        FilledFieldDto: {
            label: string;
            /** @example API_KEY */
            name: string;
            placeholder?: string;
            secret: boolean;
            /** @description Whether there is a value. Values are never shown. */
            set: boolean;
        };
        FinishSetupDto: {
            /** @description From GitHub; valid once, and for an hour. */
            code: string;
            /** @description What GitHub was sent; it belongs to this session and is used once. */
            state: string;
        };
        GitHubDto: {
            /** @description Null while no App is connected. */
            app: components["schemas"]["AppDto"] | null;
            /**
             * Format: uri
             * @description Where GitHub's pages are.
             */
            githubUrl: string;
            installations: components["schemas"]["InstallationDto"][];
            /**
             * Format: uri
             * @description Page on GitHub that installs the App.
             */
            installUrl: string | null;
            /**
             * @description Where the App was set up; null while none is connected. What the environment gives wins.
             * @enum {string|null}
             */
            managedBy: "environment" | "dashboard" | null;
            /** @description Why GitHub does not answer the App. */
            problem: string | null;
            /**
             * Format: uri
             * @description Where GitHub sends webhooks to.
             */
            webhookUrl: string;
        };
        GroupDto: {
            /** Format: date-time */
            createdAt: string;
            /** @enum {string} */
            defaultAccess: "all" | "none";
            description: string;
            id: string;
            /** @description Every account joins it, and it cannot be deleted. */
            isDefault: boolean;
            memberCount: number;
            name: string;
            /** @description Server id → rule. */
            servers: {
                [key: string]: components["schemas"]["RuleDto"];
            };
        };
        GroupRefDto: {
            id: string;
            name: string;
        };
        GroupsDto: {
            items: components["schemas"]["GroupDto"][];
        };
        HeatMapDto: {
            bucketSeconds: number;
            /** @description From the fastest to the slowest; without gaps. */
            rows: components["schemas"]["HeatMapRowDto"][];
            /** @description Beginnings of the columns. */
            times: string[];
            timeZone: string;
        };
        HeatMapRowDto: {
            /** @description One number for each of `times`. */
            calls: number[];
            /** @description Inclusive. */
            fromMs: number;
            /** @description Exclusive. */
            toMs: number;
        };
        HistogramBucketDto: {
            /**
             * Format: date-time
             * @description Begin of the bucket, by time.
             */
            at?: string;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description Inclusive, by latency. */
            fromMs?: number;
            /** @description Exclusive, by latency. */
            toMs?: number;
            /** @description By time, calls in progress are counted too. */
            total: number;
        };
        HistogramDto: {
            /** @description Without gaps: buckets that have no calls are there too. */
            buckets: components["schemas"]["HistogramBucketDto"][];
            /** @description Usual width of a bucket, by time; days with a change of the clock are longer or shorter. */
            bucketSeconds?: number;
            /** @enum {string} */
            by: "time" | "latency";
        };
        IgnoredDto: {
            what: string;
            why: string;
        };
        ImageDto: {
            /** @description Content digest: what containers are started from. */
            digest: string;
            sizeBytes: number;
            /** @description A name for people. */
            tag: string;
        };
        InstallationDto: {
            /** @description Login of the account or organisation. */
            account: string;
            /** Format: uri */
            avatarUrl: string | null;
            id: number;
            suspended: boolean;
            /** @description `Organization` or `User`. */
            type: string;
            /**
             * Format: uri
             * @description Page on GitHub where repositories and permissions are changed.
             */
            url: string;
        };
        InvitationDto: {
            /** Format: date-time */
            createdAt: string;
            /** Format: email */
            email: string;
            /** Format: date-time */
            expiresAt: string;
            groups: components["schemas"]["GroupRefDto"][];
            id: string;
            invitedBy: string;
            role: components["schemas"]["Role"];
        };
        InvitationsDto: {
            items: components["schemas"]["InvitationDto"][];
        };
        InvitedDto: {
            /** Format: email */
            email: string;
            /** Format: date-time */
            expiresAt: string;
            invitedBy: string;
            role: components["schemas"]["Role"];
        };
        InviteDto: {
            /** Format: email */
            email: string;
            /** @description Beside the default group. */
            groupIds?: string[];
            role: components["schemas"]["Role"];
        };
        LimitsDto: {
            /** @description Tool calls a minute by one account, or by one address without a sign-in. */
            perCaller?: number;
            /** @description Tool calls a minute with one API key. */
            perKey?: number;
            /** @description A longer request is answered with an error; the setting of the installation unless given. */
            timeoutSeconds?: number;
            tools?: components["schemas"]["ToolLimitsDto"][];
            /** @description Tool calls a minute by all callers. */
            total?: number;
        };
        LinkDto: {
            /** Format: date-time */
            expiresAt: string;
            /**
             * Format: uri
             * @description Shown once.
             */
            url: string;
        };
        LogLineDto: {
            /** Format: date-time */
            at: string;
            /** @description Counts from 1 without gaps. */
            n: number;
            /** @enum {string} */
            stage: "fetch" | "dependencies" | "image" | "push" | "candidate" | "promotion" | "runtime";
            /** @enum {string} */
            stream: "stdout" | "stderr" | "platform";
            /** @description One line, colours kept as ANSI sequences, cut after 16 KiB. */
            text: string;
        };
        LogPageDto: {
            /** @description Number of the last line that the log has, whatever was asked for; 0 when it has none. */
            last: number;
            lines: components["schemas"]["LogLineDto"][];
            /** @description What to send as `after` for the lines that follow, now or later. */
            nextAfter: number;
        };
        MarkedCommitDto: {
            /** @description First line. */
            message: string;
            sha: string;
        };
        MeasuresDto: {
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            /** @description Milliseconds; null without calls. */
            p25: number | null;
            /** @description Milliseconds; null without calls. */
            p50: number | null;
            /** @description Milliseconds; null without calls. */
            p85: number | null;
            /** @description Milliseconds; null without calls. */
            p95: number | null;
            /** @description Milliseconds; null without calls. */
            p99: number | null;
            totalCalls: number;
            uniqueUsers: number;
        };
        MeDto: {
            /** Format: date-time */
            createdAt: string;
            /** Format: email */
            email?: string;
            groups: components["schemas"]["GroupRefDto"][];
            /** @description True when a password can be changed. */
            hasPassword: boolean;
            /** @description Id of the API key, or of the user. */
            id: string;
            /** @enum {string} */
            kind: "user" | "apikey";
            name: string;
            rights: ("call" | "read" | "write" | "deploy" | "scim")[];
            role: components["schemas"]["Role"];
            servers: "all" | string[];
            /** @description The account that acts. */
            userId: string;
        };
        NewAlertChannelDto: {
            /** Format: date-time */
            createdAt: string;
            enabled: boolean;
            id: string;
            /** @enum {string} */
            kind: "webhook" | "email" | "slack" | "teams";
            name: string;
            /** @description Of a webhook: what its messages are signed with (Standard Webhooks). Shown once. */
            secret?: string;
            /** @description Addresses of mail, or the host of the address: its path may be a secret. */
            target: string;
        };
        NewApiKeyDto: {
            /** Format: date-time */
            createdAt: string;
            createdBy: components["schemas"]["ActorDto"];
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt: string | null;
            name: string;
            /** @description How the token begins. */
            prefix: string;
            rights: ("call" | "read" | "write" | "deploy" | "scim")[];
            servers: "all" | string[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description Shown once: only its SHA-256 is stored. */
            token: string;
            /** @description The account that the key acts for. */
            userId: string;
            userName: string;
        };
        NewInvitationDto: {
            /** Format: date-time */
            createdAt: string;
            /** Format: email */
            email: string;
            /** Format: date-time */
            expiresAt: string;
            groups: components["schemas"]["GroupRefDto"][];
            id: string;
            invitedBy: string;
            role: components["schemas"]["Role"];
            /**
             * Format: uri
             * @description Shown once. Anyone who has it can accept.
             */
            url: string;
        };
        NewPasskeyDto: {
            /** @description To tell it from others, such as "Laptop". */
            name: string;
            /** @description What the browser answered (`RegistrationResponseJSON` of WebAuthn). */
            passkey: {
                [key: string]: unknown;
            };
        };
        NoAuthDto: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            method: "none";
        };
        OAuth2AuthDto: {
            /** Format: uri */
            authorizationUrl: string;
            clientId: string;
            /** @description Only when the server is created; changed at `/servers/{id}/auth-secret`. Never shown again. Absent for a public client. */
            clientSecret?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            method: "oauth2";
            /** Format: uri */
            revocationUrl?: string;
            scopes: string[];
            /** Format: uri */
            tokenUrl: string;
        };
        OidcSignInDto: {
            /** @description Of the provider, for the button. */
            name: string;
        };
        OrganisationDto: {
            /** @description Accounts with a password need a second factor from their next sign-in on. */
            secondFactorRequired: boolean;
        };
        OverviewDto: {
            averageLatencyMs: number;
            /** @description From 0 to 1. */
            errorRate: number;
            /** @description Deployments under way. */
            inProgress: {
                [key: string]: unknown;
            }[];
            /** @description The live deployment; absent when there is none, or while the builds service is away. */
            live?: {
                [key: string]: unknown;
            };
            recent: components["schemas"]["CallDto"][];
            totalCalls: number;
            uniqueUsers: number;
        };
        PasskeyDto: {
            /** Format: date-time */
            createdAt: string;
            id: string;
            /** Format: date-time */
            lastUsedAt: string | null;
            name: string;
        };
        PasskeyOptionsDto: {
            /** @description For the browser; works once, within five minutes. */
            options: {
                [key: string]: unknown;
            };
        };
        PasswordLinkDto: {
            /** Format: email */
            email: string;
            /** Format: date-time */
            expiresAt: string;
            name: string;
        };
        PercentilesDto: {
            /** @description Milliseconds; null without calls. */
            p25: number | null;
            p50: number | null;
            p85: number | null;
            p95: number | null;
            p99: number | null;
        };
        PeriodDto: {
            /** @description Without gaps. */
            buckets: components["schemas"]["SeriesBucketDto"][];
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            totals: components["schemas"]["MeasuresDto"];
        };
        ProofDto: {
            /** @description Six digits of the authenticator app, or a recovery code. */
            code?: string;
            /** @description In place of a code: what the browser answered (`AuthenticationResponseJSON` of WebAuthn). */
            passkey?: {
                [key: string]: unknown;
            };
        };
        QuotaDto: {
            /**
             * @description What happens at the limit.
             * @enum {string}
             */
            effect: "refuses" | "waits" | "ends_oldest" | "drops";
            limit: number;
            name: components["schemas"]["QuotaName"];
            /** @description What is counted, for people. */
            of: string;
            /** @enum {string} */
            source: "default" | "environment" | "admin" | "admin_for_subject";
            /** @enum {string} */
            subject: "organisation" | "account" | "server";
            /** @description Null for the organisation. */
            subjectId: string | null;
            /** @enum {string} */
            unit: "count" | "bytes" | "bytes_per_second" | "seconds";
            /** @description Null while it is not known. */
            use: number | null;
        };
        /** @enum {string} */
        QuotaName: "servers" | "servers_per_account" | "replicas" | "replicas_per_server" | "memory" | "memory_per_server" | "builds_per_account" | "push_bytes" | "repository_bytes" | "git_processes_per_account" | "git_seconds" | "build_log_bytes" | "log_bytes_per_second" | "log_bytes_per_server" | "log_streams_per_account" | "queries_per_account" | "waiting_queries_per_account" | "query_seconds" | "variables_per_server" | "variable_bytes_per_server" | "event_streams_per_account" | "mcp_sessions_per_server" | "session_bytes" | "session_bytes_per_account" | "api_keys_per_account";
        QuotasDto: {
            items: components["schemas"]["QuotaDto"][];
        };
        RecoveryCodesDto: {
            /** @description Each works once. Shown once. */
            recoveryCodes: string[];
        };
        RedirectUriDto: {
            /**
             * Format: uri
             * @description To be registered at the provider, as it is.
             */
            redirectUri: string;
        };
        RepositoriesDto: {
            /** @description At most 50. */
            items: components["schemas"]["RepositoryDto"][];
        };
        RepositoryDto: {
            defaultBranch: string;
            /** @example acme/tools */
            fullName: string;
            isPrivate: boolean;
            /** Format: uri */
            url: string;
        };
        /** @enum {string} */
        Role: "admin" | "developer" | "auditor" | "member";
        RuleDto: {
            /**
             * @description `only`: exactly these tools, new ones are refused. `except`: all but these, new ones are allowed.
             * @enum {string}
             */
            access: "all" | "none" | "only" | "except";
            /** @description With `only` and `except`. */
            tools?: string[];
        };
        SecondFactorDto: {
            /** @description True when signing in with the password needs more than that. */
            active: boolean;
            /** @description True when codes of an authenticator app work. */
            app: boolean;
            /** @description The oldest first. */
            passkeys: components["schemas"]["PasskeyDto"][];
            /** @description False when browsers take no passkeys for the address of the platform. */
            passkeysPossible: boolean;
            /** @description Recovery codes that were not used yet. */
            recoveryCodesLeft: number;
            /** @description True when the organisation requires one. */
            required: boolean;
            /** Format: date-time */
            since: string | null;
        };
        SeriesBucketDto: {
            /**
             * Format: date-time
             * @description Begin of the bucket.
             */
            at: string;
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            /** @description Milliseconds; null without calls. */
            p25: number | null;
            /** @description Milliseconds; null without calls. */
            p50: number | null;
            /** @description Milliseconds; null without calls. */
            p85: number | null;
            /** @description Milliseconds; null without calls. */
            p95: number | null;
            /** @description Milliseconds; null without calls. */
            p99: number | null;
            totalCalls: number;
            uniqueUsers: number;
        };
        SeriesDto: {
            /** @description Without gaps. */
            buckets: components["schemas"]["SeriesBucketDto"][];
            /** @description Usual width of a bucket; days with a change of the clock are longer or shorter. */
            bucketSeconds: number;
            /** @description Promotions in the period; the newest 200. */
            deployments: components["schemas"]["DeploymentMarkerDto"][];
            /** Format: date-time */
            from: string;
            /** @description As many buckets right before, with `compare=previous`. */
            previous?: components["schemas"]["PeriodDto"];
            timeZone: string;
            /** Format: date-time */
            to: string;
            totals: components["schemas"]["MeasuresDto"];
        };
        ServerDto: {
            /** @enum {string} */
            access: "organisation" | "public";
            auth: components["schemas"]["AuthDto"] & (components["schemas"]["NoAuthDto"] | components["schemas"]["CredentialsAuthDto"] | components["schemas"]["OAuth2AuthDto"]);
            /** Format: date-time */
            createdAt: string;
            createdBy: components["schemas"]["ActorDto"];
            description: string;
            disabled: boolean;
            /**
             * Format: uri
             * @description Push here to deploy; only for servers in the built-in git remote.
             */
            gitUrl?: string;
            /** @description Request headers of a client's own that reach the server, besides those of MCP, `Accept-Language`, tracing and `User-Agent`. Kept in lower case. Headers of the protocol, of connections, of sign-in and of proxies are refused. */
            headers: string[];
            id: string;
            /** Format: date-time */
            lastDeployedAt: string | null;
            /** @description The last deployment failed; the one before it may still be live. */
            lastDeploymentFailed: boolean;
            limits: components["schemas"]["LimitsDto"];
            /** @description The live deployment. */
            liveDeploymentId: string | null;
            /** Format: uri */
            mcpUrl: string;
            name: string;
            replicas: number;
            slug: string;
            source: components["schemas"]["StoredSourceDto"];
            /** @enum {string} */
            status: "never_deployed" | "live" | "failing" | "disabled" | "unknown";
            /** @description Tools that the live deployment offers. */
            tools: number;
            /** Format: date-time */
            updatedAt: string;
            /** @enum {string} */
            visibility: "public" | "private" | "internal";
        };
        ServerPageDto: {
            items: components["schemas"]["ServerDto"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        ServiceAccountsDto: {
            items: components["schemas"]["UserDto"][];
        };
        SessionDto: {
            /** @description True while there is no admin: follow the link that the first start printed. */
            setupRequired: boolean;
            signIn: components["schemas"]["SignInWaysDto"];
            user: components["schemas"]["MeDto"] | null;
        };
        SetCredentialDto: {
            /**
             * @description Value for each name that the server asks for; what is not given stays. One line, at most 4 KiB each and 8 KiB together.
             * @example {
             *       "API_KEY": "abc"
             *     }
             */
            values: {
                [key: string]: string;
            };
        };
        SetPasswordDto: {
            /** Format: password */
            password: string;
        };
        SetQuotaDto: {
            /** @description In the unit of the quota. */
            limit: number;
            /** @description The account or server that the limit is for; all when absent. */
            subjectId?: string;
        };
        SetupDto: {
            /** @description Path of the page that sends the browser to GitHub; for this session alone. */
            path: string;
        };
        SetUpDto: {
            /**
             * @description What the default group lets every account call. `none`: what an admin allows, group by group. `all`: every tool of every server.
             * @default none
             * @enum {string}
             */
            defaultAccess?: "all" | "none";
            /** Format: email */
            email: string;
            name: string;
            /** Format: password */
            password: string;
            /** @description From the link that the first start printed. */
            token: string;
        };
        SetVariableDto: {
            /** @description At most 64 KiB of UTF-8 without NUL. Never shown again. */
            value: string;
        };
        SignInDto: {
            email: string;
            /** Format: password */
            password: string;
        };
        SignInWaysDto: {
            oidc: components["schemas"]["OidcSignInDto"] | null;
            /** @enum {boolean} */
            password: true;
        };
        SilenceDto: {
            /**
             * Format: date-time
             * @description No messages until then; the state goes on.
             */
            until: string;
        };
        SizesDto: {
            /** @description The most called first. */
            items: components["schemas"]["ToolSizesDto"][];
        };
        SourceDto: {
            /**
             * @description Of `github`: the branch that is deployed.
             * @default main
             */
            branch?: string;
            /** @enum {string} */
            provider: "git" | "github";
            /** @description Letters, digits, `-`, `_`, `.`. For `git` the name in the built-in remote, the slug unless given; for `github` `owner/name`. */
            repository?: string;
            /** @description Of `github`: patterns of paths, such as `servers/weather/**`. A commit that changes no file that matches one is not deployed. All files count when the list is empty. */
            watchPaths?: string[];
        };
        SourceReportDto: {
            branch: string;
            /** @description What is wrong and what to do; null while nothing is. */
            message: string | null;
            /** @enum {string} */
            provider: "git" | "github";
            /** @description Its present name; a repository on GitHub may have been renamed. */
            repository: string;
            /** Format: date-time */
            since: string | null;
            /**
             * @description `pending` before GitHub has answered for the first time.
             * @enum {string}
             */
            state: "connected" | "pending" | "not_configured" | "not_installed" | "suspended" | "not_visible" | "forbidden" | "replaced" | "branch_missing" | "app_rejected" | "rate_limited" | "invalid" | "unreachable";
            /**
             * Format: uri
             * @description Page of the repository at its host.
             */
            url: string | null;
            watchPaths: string[];
        };
        SourceSettingsDto: {
            /**
             * @description Of `github`: the branch that is deployed.
             * @default main
             */
            branch?: string;
            /** @description Of `github`: patterns of paths, such as `servers/weather/**`. A commit that changes no file that matches one is not deployed. All files count when the list is empty. */
            watchPaths?: string[];
        };
        StageTimeDto: {
            /** Format: date-time */
            endedAt: string | null;
            /** @enum {string} */
            name: "fetch" | "dependencies" | "image" | "push" | "candidate" | "promotion";
            /** Format: date-time */
            startedAt: string;
        };
        StatsDto: {
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            totalCalls: number;
            uniqueUsers: number;
        };
        StoredSourceDto: {
            /** @description Of `github`; `main` when absent. */
            branch?: string;
            /** @enum {string} */
            provider: "git" | "github";
            repository: string;
            watchPaths?: string[];
        };
        TemplateDto: {
            description: string;
            /** @enum {string} */
            id: "node" | "typescript" | "python" | "rest-api";
            title: string;
        };
        TemplatesDto: {
            items: components["schemas"]["TemplateDto"][];
        };
        TicketConfirmDto: {
            /** @description Six digits of the authenticator app, or a recovery code. */
            code: string;
            /** @description `enrolment` of the answer that began it. */
            enrolment: string;
            /** @description `details.ticket` of the answer `second_factor_needed`. */
            ticket: string;
        };
        TicketDto: {
            /** @description `details.ticket` of the answer `second_factor_needed`. */
            ticket: string;
        };
        TicketProofDto: {
            /** @description Six digits of the authenticator app, or a recovery code. */
            code?: string;
            /** @description In place of a code: what the browser answered (`AuthenticationResponseJSON` of WebAuthn). */
            passkey?: {
                [key: string]: unknown;
            };
            /** @description `details.ticket` of the answer `second_factor_needed`. */
            ticket: string;
        };
        ToolChangesDto: {
            added: string[];
            changed: string[];
            dropped: string[];
        };
        ToolComparisonDto: {
            /** @description Null: no calls of the tool. */
            base: components["schemas"]["ToolMeasuresDto"] | null;
            /** @description Null: no calls of the tool. */
            candidate: components["schemas"]["ToolMeasuresDto"] | null;
            tool: string;
        };
        ToolDto: {
            annotations?: Record<string, never>;
            description?: string;
            inputSchema: Record<string, never>;
            name: string;
            outputSchema?: Record<string, never>;
            title?: string;
        };
        ToolFiguresDto: {
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            /** Format: date-time */
            lastCalledAt: string;
            serverId: string;
            tool: string;
            totalCalls: number;
            uniqueUsers: number;
        };
        ToolFiguresPageDto: {
            /** @description The most called first. */
            items: components["schemas"]["ToolFiguresDto"][];
        };
        ToolLimitsDto: {
            name: string;
            /** @description Calls of this tool a minute by one caller. */
            perCaller?: number;
            /** @description A longer call of this tool is answered with an error. */
            timeoutSeconds?: number;
            /** @description Calls of this tool a minute by all callers. */
            total?: number;
        };
        ToolMeasuresDto: {
            /** @description Of the calls that ended with an answer, as are all sizes; before they were cut. */
            averageInputBytes: number;
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            averageOutputBytes: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            largestOutputBytes: number;
            /** @description Of an average answer; an estimate of four bytes a token. */
            outputTokens: number;
            /** @description Milliseconds; null without calls. */
            p25: number | null;
            /** @description Milliseconds; null without calls. */
            p50: number | null;
            /** @description Milliseconds; null without calls. */
            p85: number | null;
            /** @description Milliseconds; null without calls. */
            p95: number | null;
            /** @description Milliseconds; null without calls. */
            p99: number | null;
            totalCalls: number;
            uniqueUsers: number;
        };
        ToolsDto: {
            /** @description The live deployment that offers them. */
            deploymentId: string | null;
            items: components["schemas"]["ToolDto"][];
        };
        ToolSizesDto: {
            /** @description Of the calls that ended with an answer, as are all sizes; before they were cut. */
            averageInputBytes: number;
            /** @description Of the calls that reached a server: denied and auth_required have no latency. */
            averageLatencyMs: number;
            averageOutputBytes: number;
            byClass: {
                auth_required?: number;
                cancelled?: number;
                denied?: number;
                ok?: number;
                protocol_error?: number;
                timeout?: number;
                tool_error?: number;
                upstream_down?: number;
            };
            byStatus: {
                cancelled?: number;
                denied?: number;
                error?: number;
                in_progress?: number;
                needs_sign_in?: number;
                success?: number;
            };
            /** @description From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, auth_required and cancelled. */
            errorRate: number;
            largestOutputBytes: number;
            /** @description Of an average answer; an estimate of four bytes a token. */
            outputTokens: number;
            /** @description Milliseconds; null without calls. */
            p25: number | null;
            /** @description Milliseconds; null without calls. */
            p50: number | null;
            /** @description Milliseconds; null without calls. */
            p85: number | null;
            /** @description Milliseconds; null without calls. */
            p95: number | null;
            /** @description Milliseconds; null without calls. */
            p99: number | null;
            tool: string;
            totalCalls: number;
            uniqueUsers: number;
        };
        TriedDto: {
            /** @description The call was refused, or the server broke the protocol. */
            error?: components["schemas"]["TriedErrorDto"];
            latencyMs: number;
            /** @description As MCP has it: `content`, `structuredContent`, `isError`. */
            result?: Record<string, never>;
        };
        TriedErrorDto: {
            /** @description Code of JSON-RPC, or of the platform. */
            code: string;
            data?: Record<string, never>;
            message: string;
        };
        TryDto: {
            /**
             * @description Arguments of the tool.
             * @default {}
             */
            arguments?: Record<string, never>;
        };
        UserDto: {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: email
             * @description Null for service accounts.
             */
            email: string | null;
            groups: components["schemas"]["GroupRefDto"][];
            id: string;
            /**
             * @description `service`: a service account, for programs.
             * @enum {string}
             */
            kind: "user" | "service";
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastSeenAt: string | null;
            name: string;
            /**
             * @description Where the account came from.
             * @enum {string}
             */
            provider: "password" | "oidc" | "scim" | "service";
            role: components["schemas"]["Role"];
            /**
             * @description `invited`: the id is that of the invitation.
             * @enum {string}
             */
            status: "active" | "disabled" | "invited";
        };
        UserPageDto: {
            items: components["schemas"]["UserDto"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        VariableDto: {
            /** @example API_KEY */
            name: string;
            /** Format: date-time */
            updatedAt: string;
            updatedBy: components["schemas"]["ActorDto"];
            /**
             * @description Always masked.
             * @example ••••••••
             */
            value: string;
            /** @description Counts the values this name has had. */
            version: number;
        };
        VariablesDto: {
            /** @description By name. */
            items: components["schemas"]["VariableDto"][];
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
    ActivityController_page: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                limit?: number;
                /** @description `false` leaves inputs and outputs empty. With them, calls of others leave an entry in the audit log. */
                payloads?: "true" | "false";
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AnalysisController_breakdown: {
        parameters: {
            query?: {
                by?: "server" | "tool" | "user" | "client" | "client_version" | "class" | "deployment";
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                /** @description `previous` answers the figures of the period of the same length right before as well. */
                compare?: "previous";
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                limit?: number;
                /** @description `true`: of the servers that the caller made; a developer then gets figures over all callers. */
                mine?: "true" | "false";
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BreakdownDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AnalysisController_comparison: {
        parameters: {
            query: {
                /** @description The deployment that is compared with. */
                base: string;
                /** @description The deployment that is compared. */
                candidate: string;
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComparisonDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AnalysisController_errors: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                /** @description `previous` answers the figures of the period of the same length right before as well. */
                compare?: "previous";
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                limit?: number;
                /** @description `true`: of the servers that the caller made; a developer then gets figures over all callers. */
                mine?: "true" | "false";
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroupsDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_exportCsv: {
        parameters: {
            query?: {
                /** @description `true` begins the file with a byte order mark, which Excel needs to read UTF-8. CSV only. */
                bom?: "true" | "false";
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_exportNdjson: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AnalysisController_heatMap: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeatMapDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_histogram: {
        parameters: {
            query?: {
                by?: "time" | "latency";
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistogramDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_percentiles: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PercentilesDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AnalysisController_series: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                /** @description `previous` answers the figures of the period of the same length right before as well. */
                compare?: "previous";
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description `true`: of the servers that the caller made; a developer then gets figures over all callers. */
                mine?: "true" | "false";
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Name of a time zone (IANA) whose days, weeks and hours count. */
                timeZone?: string;
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AnalysisController_sizes: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SizesDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_slowest: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                limit?: number;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallListDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_stats: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ActivityController_tools: {
        parameters: {
            query?: {
                /** @description Classes, separated by commas: ok, tool_error, protocol_error, denied, auth_required, timeout, cancelled, upstream_down. Calls in progress have none. */
                class?: string;
                deploymentId?: string;
                /** @description Calls that started at this time or later. A time without an offset is UTC. */
                from?: string;
                limit?: number;
                /** @description Text in the tool, the name of the user or the error, in any case. */
                search?: string;
                serverId?: string;
                /** @description Name of the MCP client. */
                source?: string;
                /** @description Version of the MCP client. */
                sourceVersion?: string;
                status?: "success" | "error" | "denied" | "needs_sign_in" | "cancelled" | "in_progress";
                /** @description Calls that started before this time. */
                to?: string;
                /** @description Name of the tool. */
                tool?: string;
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolFiguresPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertChannelsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertChannelListDto"];
                };
            };
        };
    };
    AlertChannelsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAlertChannelDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewAlertChannelDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertChannelsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertChannelsController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditAlertChannelDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertChannelDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertChannelsController_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelTestDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertListDto"];
                };
            };
        };
    };
    AlertsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAlertDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditAlertDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_deliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDeliveryListDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_silence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SilenceDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AlertsController_endSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ApiKeysController_list: {
        parameters: {
            query?: {
                /** @description Only keys of this account. Those who are not admins see their own anyway. */
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeysDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ApiKeysController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ApiKeysController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AuditController_page: {
        parameters: {
            query?: {
                /** @description Who did it: a user, a service account, or an API key. */
                actorId?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Entries from this time or later. */
                from?: string;
                limit?: number;
                /** @description Part of the sentence, of an address, a name or a value; upper and lower case are the same. */
                search?: string;
                serverId?: string;
                /** @description What it was done to: id or name of a user, group, key, server, variable… */
                subject?: string;
                /** @description Entries from before this time. */
                to?: string;
                /** @description Types of entries, separated by commas, e.g. `ServerDisabled,ServerEnabled`. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AuditController_export: {
        parameters: {
            query?: {
                /** @description Who did it: a user, a service account, or an API key. */
                actorId?: string;
                /** @description Entries from this time or later. */
                from?: string;
                /** @description Part of the sentence, of an address, a name or a value; upper and lower case are the same. */
                search?: string;
                serverId?: string;
                /** @description What it was done to: id or name of a user, group, key, server, variable… */
                subject?: string;
                /** @description Entries from before this time. */
                to?: string;
                /** @description Types of entries, separated by commas, e.g. `ServerDisabled,ServerEnabled`. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_callback: {
        parameters: {
            query?: {
                code?: unknown;
                iss?: unknown;
                state?: unknown;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Back to the page that the connection began on, with `outcome` `connected`, `failed` or `stale` */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_redirectUri: {
        parameters: {
            query: {
                authorizationUrl: string;
                tokenUrl: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedirectUriDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `deployment_ended`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    LogsController_deploymentLog: {
        parameters: {
            query?: {
                /** @description Lines after this number. A stream begins after `Last-Event-ID` instead, when that is given. */
                after?: number;
                limit?: number;
                /** @description Only lines that contain this text; upper and lower case and colours do not matter. */
                search?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPageDto"];
                    "text/event-stream": components["schemas"]["LogPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildPlanDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_rollback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict` or `nothing_to_deploy` or `image_gone` or `server_disabled`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SbomController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.cyclonedx+json": Record<string, never>;
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_contract: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    LiveController_follow: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GitHubController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GitHubDto"];
                };
            };
        };
    };
    GitHubController_branches: {
        parameters: {
            query: {
                repository: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchesDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `source_not_connected`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable` or `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GitHubSetupController_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishSetupDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable` or `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GitHubSetupController_disconnect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    WebhooksController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveriesDto"];
                };
            };
        };
    };
    GitHubController_repositories: {
        parameters: {
            query: {
                installationId: number;
                /** @description Part of the name, whatever the case. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoriesDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `source_not_connected`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable` or `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GitHubSetupController_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginSetupDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GitHubSetupController_page: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                state: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGroupDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `default_group`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditGroupDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_members: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                /** @description Part of the name or the e-mail address, whatever the case. */
                search?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_join: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_leave: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_setRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                serverId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GroupsController_removeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                serverId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    HealthController_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    InvitationsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    InvitationsController_invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewInvitationDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `email_taken`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    InvitationsController_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    InvitationLinksController_look: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    InvitationLinksController_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitationDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `email_taken`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `weak_password`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    MeController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    MeController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditMeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AuthorizationsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    AuthorizationsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_mine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    PasskeysController_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskeyDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    PasskeysController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    PasskeysController_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptionsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    MeController_changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `sign_in_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `weak_password`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmSecondFactorDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_renew: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_stepUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    PasskeysController_ask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptionsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_organisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganisationDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SessionController_look: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordLinkDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SessionController_setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPasswordDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `weak_password`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    QuotasController_list: {
        parameters: {
            query?: {
                /** @description Another account than your own; for admins and auditors. */
                accountId?: string;
                /** @description Also answers the quotas of this server. */
                serverId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotasDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    QuotasController_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetQuotaDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    QuotasController_clear: {
        parameters: {
            query?: {
                /** @description The account or server that the limit is for; all when absent. */
                subjectId?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_list: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Disabled servers too. */
                deactivated?: boolean;
                limit?: number;
                /** @description Only servers that the caller created. */
                mine?: boolean;
                /** @description Part of the name or the repository, whatever the case. */
                search?: string;
                /** @description Only the server at this address, deactivated or not. */
                slug?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServerDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `slug_taken` or `repository_taken` or `source_not_connected` or `quota_exceeded`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditServerDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `auth_method_fixed` or `quota_exceeded`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_setSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthSecretDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    BuildSettingsController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildSettingsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    BuildSettingsController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildSettingsDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildSettingsDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_commits: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Part of the message, or the first four or more digits of a SHA. */
                search?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `repository_taken` or `source_not_connected`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ConnectionCheckController_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckReportDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetCredentialDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialItemDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    CredentialsController_connect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectUrlDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_list: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_deploy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeployDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `nothing_to_deploy` or `server_disabled` or `repository_taken` or `source_not_connected`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_disable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServersController_enable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    LogsController_serverLog: {
        parameters: {
            query?: {
                /** @description Lines after this number. A stream begins after `Last-Event-ID` instead, when that is given. */
                after?: number;
                limit?: number;
                /** @description Only lines that contain this text; upper and lower case and colours do not matter. */
                search?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPageDto"];
                    "text/event-stream": components["schemas"]["LogPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                    "text/event-stream": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    OverviewController_overview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_serverPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildPlanDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    GitHubController_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceReportDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    TemplatesController_begin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict` or `server_disabled` or `repository_taken`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable` or `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    DeploymentsController_tools: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    TryController_try: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriedDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `server_disabled`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `upstream_failed`. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    VariablesController_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariablesDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    VariablesController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    VariablesController_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetVariableDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `payload_too_large`. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `reserved_name`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `quota_exceeded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    VariablesController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServiceAccountsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountsDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServiceAccountsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServiceAccountDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServiceAccountsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ServiceAccountsController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditServiceAccountDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SessionController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
        };
    };
    SessionController_enter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `sign_in_failed` or `second_factor_needed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SessionController_leave: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondStepController_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketProofDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `sign_in_failed` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondStepController_enrol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `sign_in_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondStepController_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketConfirmDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `sign_in_failed` or `second_factor_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondStepController_ask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptionsDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated` or `sign_in_failed`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SessionController_leaveEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SessionController_makeFirstAdmin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `link_invalid`. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `weak_password`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `too_many_requests`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    OidcController_begin: {
        parameters: {
            query?: {
                /** @description Path of the platform to come back to. */
                returnTo?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    OidcController_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Back to the platform. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    TemplatesController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatesDto"];
                };
            };
        };
    };
    UsersController_list: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                kind?: "user" | "service";
                limit?: number;
                role?: components["schemas"]["Role"];
                /** @description Part of the name or the e-mail address, whatever the case. */
                search?: string;
                status?: "active" | "disabled" | "invited";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPageDto"];
                };
            };
            /** @description Code `invalid_request`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    UsersController_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    UsersController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `last_admin`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    UsersController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditUserDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Code `invalid_request` or `malformed_json`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `last_admin`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    UsersController_passwordLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDto"];
                };
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    SecondFactorController_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden` or `step_up_needed`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    UsersController_signOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Code `unauthenticated`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
            /** @description Code `unavailable`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDto"];
                };
            };
        };
    };
    ScimGroupsController_list: {
        parameters: {
            query?: {
                attributes?: unknown;
                count?: unknown;
                excludedAttributes?: unknown;
                filter?: unknown;
                startIndex?: unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimGroupsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimGroupsController_read: {
        parameters: {
            query?: {
                attributes?: unknown;
                excludedAttributes?: unknown;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimGroupsController_replace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimGroupsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimGroupsController_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimDiscoveryController_types: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimDiscoveryController_type: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimDiscoveryController_schemas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimDiscoveryController_schema: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimDiscoveryController_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimUsersController_list: {
        parameters: {
            query?: {
                attributes?: unknown;
                count?: unknown;
                excludedAttributes?: unknown;
                filter?: unknown;
                startIndex?: unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimUsersController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimUsersController_read: {
        parameters: {
            query?: {
                attributes?: unknown;
                excludedAttributes?: unknown;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimUsersController_replace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimUsersController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ScimUsersController_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
