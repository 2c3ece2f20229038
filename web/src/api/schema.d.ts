// Written by web/tools/api-types.ts from schema/api.openapi.json: do not edit.

export interface paths {
    "/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mechanism": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this mechanism is */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["mechanism"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents that match, with the verdict of a reading */
        get: {
            parameters: {
                query?: {
                    /** @description west,south,east,north in degrees: which may lie in it, as far as it is told where; what is told without a place is in none */
                    bbox?: string;
                    /** @description RFC 3339 instant or interval A/B, .. for open: that may have happened within */
                    datetime?: string;
                    /** @description Ids, comma separated */
                    register?: string;
                    /** @description Rulings or classes, comma separated */
                    verdict?: string;
                    /** @description Of their case, comma separated; none: without a case */
                    status?: string;
                    /** @description Ids; each covers what stands below it */
                    act?: string;
                    /** @description Ids of atlas areas or divisions */
                    area?: string;
                    /** @description Ids or names as coded, possible actors */
                    actor?: string;
                    /** @description Words in place, source id, act, actors */
                    q?: string;
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                    /** @description -time (newest first), time, -recorded, recorded */
                    sort?: "-time" | "time" | "-recorded" | "recorded";
                    /** @description `next` of the page before; this page is then of the size of the record that that one was of */
                    after?: string;
                    /** @description Instead of after: so many are left out at the beginning */
                    offset?: components["schemas"]["number"];
                    /** @description Most items */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["incidents"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents/{entry}/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One incident: versions, explanation, links, cases */
        get: {
            parameters: {
                query?: {
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                    /** @description en, or a language the documents have */
                    language?: string;
                };
                header?: never;
                path: {
                    /** @description Entry id */
                    entry: string;
                    /** @description Item of its batch */
                    n: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["incident_detail"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many a day, register beside register */
        get: {
            parameters: {
                query?: {
                    /** @description west,south,east,north in degrees: which may lie in it, as far as it is told where; what is told without a place is in none */
                    bbox?: string;
                    /** @description RFC 3339 instant or interval A/B, .. for open: that may have happened within */
                    datetime?: string;
                    /** @description Ids, comma separated */
                    register?: string;
                    /** @description Rulings or classes, comma separated */
                    verdict?: string;
                    /** @description Of their case, comma separated; none: without a case */
                    status?: string;
                    /** @description Ids; each covers what stands below it */
                    act?: string;
                    /** @description Ids of atlas areas or divisions */
                    area?: string;
                    /** @description Ids or names as coded, possible actors */
                    actor?: string;
                    /** @description Words in place, source id, act, actors */
                    q?: string;
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["days"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Areas of the terms and of the atlas as GeoJSON */
        get: {
            parameters: {
                query?: {
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/geo+json": components["schemas"]["areas"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/watches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who looked where */
        get: {
            parameters: {
                query?: {
                    /** @description As of incidents */
                    datetime?: string;
                    /** @description Ids */
                    register?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Most items */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["watches"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Case files */
        get: {
            parameters: {
                query?: {
                    /** @description Comma separated */
                    status?: string;
                    /** @description open or closed */
                    phase?: string;
                    /** @description Of the incident */
                    datetime?: string;
                    /** @description Cases of this incident */
                    incident?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Most items */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["cases"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case file */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description Id of its opening */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["case_detail"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links that wait for a person, the worst doubt first: claimed and not answered, or disputed; of open cases. For members */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                    /** @description `next` of the page before */
                    after?: string;
                    /** @description Most items */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["waiting_links"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is agreed, as a reading understands it */
        get: {
            parameters: {
                query?: {
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                    /** @description en, or a language the documents have */
                    language?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["agreement"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How well a period was watched; for members */
        get: {
            parameters: {
                query: {
                    /** @description First day */
                    from: components["schemas"]["day"];
                    /** @description Last day */
                    to: components["schemas"]["day"];
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["health"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Published bulletins, newest day first */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["bulletins"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A day's bulletin: YYYY-MM-DD.html, .json, .txt or .csv. The newest published edition; where none was published, as it is now */
        get: {
            parameters: {
                query?: {
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description Day and form */
                    file: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Header Truce-Published: entry that published it, or empty */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["bulletin.schema"];
                        "text/html; charset=utf-8": string;
                        "text/plain; charset=utf-8": string;
                        "text/csv; charset=utf-8": string;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/onward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports that go onward, and the newest period of each that may be reported */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["onward_rules"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/onward/{id}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A period's report onward: YYYY-MM-DD.html, .json or .txt, of the period that holds the day. Those that are not for everybody are refused to whoever takes no part */
        get: {
            parameters: {
                query?: {
                    /** @description Id of the reading; absent: the one that the mechanism was founded with */
                    reading?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description The report, by its id in the profile */
                    id: string;
                    /** @description Day and form */
                    file: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["onward.schema"];
                        "text/html; charset=utf-8": string;
                        "text/plain; charset=utf-8": string;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record's newest checkpoint and who cosigned */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["record"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An entry with the parts that the asker may read */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Entry id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["entry"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** C2SP tlog-proof of an entry */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Entry id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; charset=utf-8": string;
                    };
                };
                /** @description Not there */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; charset=utf-8": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who takes part, in which role, when */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["participants"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys that may or might sign */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["keys"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am and what waits for me */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["me"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: `record` with {size, kinds}; anonymous ones at publication ticks only */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Stream */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a challenge */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["challenge_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["challenge"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a signed challenge; sets a cookie */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["session_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["viewer"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        /** Sign out */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Signed out */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/steps/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose a step: what is to be signed, in words and bytes. Nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["compose_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose a filing of reports, looks that found nothing, or watches */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["reports_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose the enrolment of another key of one's own institution, or the end of one */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["key_change_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose the publication of a day's bulletin as it is now */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["publication_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand in what was signed */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["submission"];
                };
            };
            responses: {
                /** @description These bytes were recorded before */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["receipt"];
                    };
                };
                /** @description Recorded */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["receipt"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of a file has come */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description SHA-256 of the whole file, lower-case hexadecimal */
                    sha256: components["schemas"]["digest"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["upload"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        /** The next piece of a file; one that came before changes nothing */
        put: {
            parameters: {
                query: {
                    /** @description Length of the whole file */
                    bytes: number;
                    /** @description Where the piece begins; absent: 0 */
                    from?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description SHA-256 of the whole file, lower-case hexadecimal */
                    sha256: components["schemas"]["digest"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description Taken */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["upload"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read an uploaded file for a register */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["import_request"];
                };
            };
            responses: {
                /** @description In line */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["import"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an import is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["import"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Give an import up */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Forgotten */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose the entry that files what was read */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["import_compose_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/entry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand in the signed entry of an import */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["import_submission"];
                };
            };
            responses: {
                /** @description These bytes were recorded before */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["receipt"];
                    };
                };
                /** @description Recorded */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["receipt"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep an uploaded file that a recorded report of one's own cites */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["attachment_request"];
                };
            };
            responses: {
                /** @description It was here */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["attachment"];
                    };
                };
                /** @description Kept */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["attachment"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An attachment, for whoever may read the part that cites it */
        get: {
            parameters: {
                query: {
                    /** @description The report that cites it, ENTRY/N */
                    item: string;
                };
                header?: never;
                path: {
                    /** @description SHA-256 of the whole file, lower-case hexadecimal */
                    sha256: components["schemas"]["digest"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/desk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Of a participant's own desk: how its line is, what is held, what waits there; a server of a mechanism refuses with desk.none */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["desk"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/desk/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign what was composed at this desk, with its key, and queue it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["desk_sign_request"];
                };
            };
            responses: {
                /** @description Signed, kept, and handed in as soon as there is a line */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["desk_entry"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/desk/reissue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign anew what lost its place behind a refused step */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["desk_reissue_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["desk_reissued"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receipts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an entry has come */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Entry id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["receipt"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** C2SP tlog-tiles: the newest checkpoint that the asker may have */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; charset=utf-8": string;
                    };
                };
                /** @description Not there */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; charset=utf-8": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tile/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** C2SP tlog-tiles: hash tiles and entry bundles; {path} has slashes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description <level>/<N>[.p/<width>] or entries/<N>[.p/<width>] */
                    path: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not there */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; charset=utf-8": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["health_state"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** It can read its store */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["health_state"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus text, for programs of the server's own machine */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; version=0.0.4; charset=utf-8": string;
                    };
                };
                /** @description Asked from elsewhere */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rounds, in the order in which they were called, and what each still lacks */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_rounds"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/rounds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One round: format, invitations, readiness, sessions, documents, steps, and what the asker may do */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description Id of the step that called it */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_round_detail"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Documents with their versions, positions and signatures */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_documents"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One document with the texts of its versions */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description Id of the step that tabled it */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_document_detail"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/documents/{id}/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two versions clause by clause, and word by word where they differ */
        get: {
            parameters: {
                query?: {
                    /** @description Version: the step that holds it */
                    from?: string;
                    /** @description Version likewise */
                    to?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path: {
                    /** @description Id of the step that tabled it */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_comparison"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/commitments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who undertook what towards whom by when, and what became of it as each side says */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_commitments"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/voices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has had a voice in which round, and who has not */
        get: {
            parameters: {
                query?: {
                    /** @description Roles whose holders are listed though never invited, comma separated; absent: party */
                    role?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_voices"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/endorsements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What outside bodies and speakers said of what was agreed */
        get: {
            parameters: {
                query?: {
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_endorsements"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/news": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is new, the latest change first */
        get: {
            parameters: {
                query?: {
                    /** @description Of the words: ar, en, fa, ru or tr */
                    language?: "ar" | "en" | "fa" | "ru" | "tr";
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["talk_news"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/feed.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for readers of news (Atom) */
        get: {
            parameters: {
                query?: {
                    /** @description Of the words: ar, en, fa, ru or tr */
                    language?: "ar" | "en" | "fa" | "ru" | "tr";
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/atom+xml; charset=utf-8": string;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/feed.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for readers of news (JSON Feed 1.1) */
        get: {
            parameters: {
                query?: {
                    /** @description Of the words: ar, en, fa, ru or tr */
                    language?: "ar" | "en" | "fa" | "ru" | "tr";
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/feed+json": Record<string, never>;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rounds and sessions for calendars (RFC 5545), as far as the asker may see them */
        get: {
            parameters: {
                query?: {
                    /** @description Of the words: ar, en, fa, ru or tr */
                    language?: "ar" | "en" | "fa" | "ru" | "tr";
                    /** @description Only this round */
                    round?: string;
                    /** @description Only rounds to which it is invited */
                    participant?: string;
                    /** @description Only rounds on whose list this person of the participant stands */
                    person?: string;
                    /** @description A size of the record for which a checkpoint was signed; absent: the newest that the asker may have */
                    as_of?: components["schemas"]["number"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/calendar; charset=utf-8": string;
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/talks/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose a step of the talks: what is to be signed, in words and bytes. Nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["talk_compose_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Areas, channels, what awaits the asker's word, and which steps it may take */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Planned activities: one's own, those filed to one, those whose consent is one's own, and those disclosed to one in full */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_activities"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/activities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them with its steps and its notice */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the step that filed it */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_activity_detail"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/answers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was in the way when a question, filing or change of one's own came into the record, at the levels of then */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of that step */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_answer"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Areas of operations that the asker keeps or was invited to, and whom to call there */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_operations"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/threads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations about conflicts that the asker may read */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_threads"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/told": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was told what of the asker's own activities */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_told"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests for access, their answers, and how patrols fared */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_access"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every step of coordination that the asker may read, in the record's order */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["coordination_steps"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coordination/compose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compose a step of coordination: what is to be signed, in words and bytes. Nothing is written, and nothing is said of what is in the way */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["coordination_compose_request"];
                };
            };
            responses: {
                /** @description Done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["composed"];
                    };
                };
                /** @description Refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        number: number;
        /** @description Microseconds since 1970-01-01T00:00:00Z; -9007199254740991 and 9007199254740991 stand for without beginning and without end. */
        time: number;
        /** @description A local day of the mechanism (its bounds are pinned in the profile). */
        day: string;
        /** @description A text by language: {"en": "..."}. */
        text: {
            [key: string]: string;
        };
        digest: string;
        range: {
            certain: components["schemas"]["number"];
            possible: components["schemas"]["number"];
        };
        error: {
            error: {
                /** @description Stable, dotted, lower case; never reworded. */
                id: string;
                /** @description One sentence that names the offending value. */
                what: string;
                /** @description The place in the input; empty if none. */
                where: string;
                /** @description What to do; empty if there is nothing. */
                remedy: string;
            };
        };
        /** @enum {unknown} */
        ruling: "no_rule" | "not_due" | "no_violation" | "exempt" | "undetermined" | "conflict" | "violation";
        /** @enum {unknown} */
        verdict_class: "violation" | "exempt" | "no_violation" | "undetermined";
        /** @enum {unknown} */
        status: "open" | "one-sided" | "disputed" | "agreed";
        /**
         * @description How finely the one who asks may see the place.
         * @enum {unknown}
         */
        place_detail: "exact" | "district" | "division" | "none";
        /** @description Where it may have happened: docs/formats/canonical-json.md's region. circle: lat_e7, lon_e7, radius_mm. areas: ids of /api/areas. polygon: polygons (polygons, rings, vertices [lat_e7, lon_e7]). sector: bearing_from_mdeg, bearing_to_mdeg, distance_min_mm, distance_max_mm, lat_e7, lon_e7. unknown: anywhere. */
        region: {
            /** @enum {unknown} */
            kind: "unknown" | "circle" | "areas" | "polygon" | "sector";
        };
        casualties: {
            low: number;
            best: number;
            high: number;
        };
        /** @description What the reading says given the register's own facts. Computed, never typed. */
        verdict: {
            ruling: components["schemas"]["ruling"];
            class: components["schemas"]["verdict_class"];
            /** @enum {unknown} */
            undetermined: "no" | "facts_missing" | "exception_not_shown" | "exception_not_disproved";
            /** @description The clause that decides; empty if none speaks. */
            clause: string;
            reconstructed: boolean;
            if_accepted: boolean;
            actor_exempt: boolean;
        };
        /** @description Members that are left out are not for the one who asks, or not known. */
        incident: {
            /** @description <entry>/<n> of the report's first version. */
            id: string;
            register: string;
            /** @description The register's own id; only where the register's records may be named to the one who asks. */
            source_id?: string;
            from: components["schemas"]["time"];
            to: components["schemas"]["time"];
            first_day: components["schemas"]["day"];
            last_day: components["schemas"]["day"];
            region: components["schemas"]["region"];
            place_detail: components["schemas"]["place_detail"];
            /** @description As the source names it; only with place_detail exact. */
            place?: string;
            areas: string[];
            area_certain?: boolean;
            /** @description It surely lies in no area of the atlas. */
            outside?: boolean;
            divisions: string[];
            act: string;
            act_as_coded?: string;
            actors?: string[];
            targets?: string[];
            casualties?: components["schemas"]["casualties"];
            facts?: components["schemas"]["named_fact"][];
            /** @description About the recorder's own side. */
            own_side?: boolean;
            flags?: string[];
            versions?: components["schemas"]["number"];
            recorded_at?: components["schemas"]["time"];
            verdict: components["schemas"]["verdict"];
            case?: string;
            status?: components["schemas"]["status"];
            /** @description Ids of reports and incidents accepted as the same. */
            linked?: string[];
        };
        named_fact: {
            name: string;
            values?: string[];
            range?: [
                number,
                number
            ];
        };
        version: {
            /** @description <entry>/<n> */
            item: string;
            recorded_at: components["schemas"]["time"];
            /** @enum {unknown} */
            action: "filed" | "withdrawn";
            from?: components["schemas"]["time"];
            to?: components["schemas"]["time"];
            act?: string;
            region?: components["schemas"]["region"];
            actors?: string[];
            targets?: string[];
            casualties?: components["schemas"]["casualties"];
            parts?: components["schemas"]["part"][];
            /** @description What the parts that the asker reads cite by hash; without bytes: not here, or not yet. */
            attachments?: {
                sha256: components["schemas"]["digest"];
                bytes?: components["schemas"]["number"];
            }[];
        };
        /** @description An open part has secret and content; a sealed one only its commitment. docs/formats/record.md section 4. */
        part: {
            /** @enum {unknown} */
            audience: "public" | "mechanism" | "exact" | "provenance";
            commitment: components["schemas"]["digest"];
            secret?: components["schemas"]["digest"];
            /** @description Canonical JSON as a string, byte for byte what the commitment covers. */
            content?: string;
        };
        sent_part: {
            /** @enum {unknown} */
            audience: "public" | "mechanism" | "exact" | "provenance";
            secret: components["schemas"]["digest"];
            content: string;
        };
        link: {
            step: string;
            report: string;
            incident: string;
            state: string;
            accepted_by: string[];
            disputed_by: string[];
            claimed_by: string;
            /** @description The claim's words, as they were signed */
            text: string;
            evidence?: components["schemas"]["link_evidence"];
        };
        /** @description truce-explanation/1 as `truce judge --format json` prints it: docs/methods/judging.md. */
        explanation: Record<string, never>;
        incidents: {
            as_of: components["schemas"]["number"];
            reading: string;
            matched: components["schemas"]["number"];
            items: components["schemas"]["incident"][];
            /** @description Give it as `after` for what follows; absent on the last page. */
            next?: string;
        };
        incident_detail: {
            as_of: components["schemas"]["number"];
            reading: string;
            incident: components["schemas"]["incident"];
            sentence?: string;
            text?: string;
            explanation?: components["schemas"]["explanation"];
            versions: components["schemas"]["version"][];
            links: components["schemas"]["link"][];
            cases: string[];
        };
        tally: {
            register: string;
            recorded: components["schemas"]["range"];
            violation: components["schemas"]["range"];
            exempt: components["schemas"]["range"];
            no_violation: components["schemas"]["range"];
            undetermined: components["schemas"]["range"];
        };
        /** @description Registers side by side and never added; days without a record are left out. */
        days: {
            as_of: components["schemas"]["number"];
            reading: string;
            days: {
                day: components["schemas"]["day"];
                from: components["schemas"]["time"];
                to: components["schemas"]["time"];
                registers: components["schemas"]["tally"][];
            }[];
        };
        area_feature: {
            /** @constant */
            type: "Feature";
            id: string;
            geometry: Record<string, never>;
            properties: {
                /**
                 * @description atlas: a governorate or the like; terms_inner: where an area of the terms surely is, terms_outer: where it possibly is.
                 * @enum {unknown}
                 */
                layer: "atlas" | "terms_inner" | "terms_outer";
                id: string;
                title: components["schemas"]["text"];
                division?: string;
                /** @enum {unknown} */
                status?: "agreed" | "disputed" | "line_not_agreed";
                from?: components["schemas"]["time"];
                to?: components["schemas"]["time"];
                source?: string;
            };
        };
        areas: {
            /** @constant */
            type: "FeatureCollection";
            features: components["schemas"]["area_feature"][];
        };
        watch: {
            id: string;
            register: string;
            source_id?: string;
            from: components["schemas"]["time"];
            to: components["schemas"]["time"];
            means?: string;
            visibility?: string;
            areas: string[];
            divisions?: string[];
            region: components["schemas"]["region"];
            place_detail?: components["schemas"]["place_detail"];
            interruptions: {
                from: components["schemas"]["time"];
                to: components["schemas"]["time"];
                reason?: string;
            }[];
        };
        watches: {
            as_of: components["schemas"]["number"];
            items: components["schemas"]["watch"][];
            next?: string;
        };
        names: components["schemas"]["text"];
        participant: {
            id: string;
            names: components["schemas"]["text"];
            note?: string;
            roles: {
                role: string;
                title?: components["schemas"]["text"];
                from: components["schemas"]["time"];
                to: components["schemas"]["time"];
                source?: string;
            }[];
            guarantors?: {
                guarantor: string;
                from: components["schemas"]["time"];
                to: components["schemas"]["time"];
            }[];
        };
        participants: {
            as_of: components["schemas"]["number"];
            participants: components["schemas"]["participant"][];
        };
        key: {
            name: string;
            vkey: string;
            institution: string;
            kinds?: string[];
            enrolled_at: components["schemas"]["number"];
            revoked_at?: components["schemas"]["number"];
            /** @description It may sign now. */
            may: boolean;
        };
        keys: {
            as_of: components["schemas"]["number"];
            /** @description vkey of the log */
            log: string;
            keys: components["schemas"]["key"][];
        };
        act_row: {
            id: string;
            parent: string;
            title: components["schemas"]["text"];
        };
        register: {
            id: string;
            recorder: string;
            names: components["schemas"]["text"];
            /** @enum {unknown} */
            holds: "reports" | "counts";
            format?: string;
            code?: string;
            unit: components["schemas"]["text"];
            published: boolean;
            citation: string;
            licence: string;
            /** @description What it cannot show; said wherever it is used. */
            limits: string;
        };
        reading_row: {
            id: string;
            title: components["schemas"]["text"];
            joint: boolean;
            by: string;
            digest: components["schemas"]["digest"];
            entry: components["schemas"]["number"];
            /** @description The reading that says who holds which role. */
            roles?: boolean;
        };
        mechanism: {
            id: string;
            title: components["schemas"]["text"];
            /** @description The log's name. */
            origin: string;
            as_of: components["schemas"]["number"];
            recorded_at: components["schemas"]["time"];
            /** @description The newest one that the asker may have, a signed note. */
            checkpoint: string;
            public_tick?: {
                last: components["schemas"]["time"];
                next: components["schemas"]["time"];
            };
            viewer: components["schemas"]["viewer"];
            participants: components["schemas"]["participant"][];
            registers: components["schemas"]["register"][];
            readings: components["schemas"]["reading_row"][];
            /** @description The reading that is used where none is named. */
            reading: string;
            acts: components["schemas"]["act_row"][];
            facts: {
                id: string;
                title: components["schemas"]["text"];
                values?: string[];
                unit?: string;
            }[];
            findings: {
                id: string;
                title: components["schemas"]["text"];
                /** @enum {unknown} */
                means: "violation" | "no_violation" | "none";
            }[];
            roles: {
                id: string;
                title: components["schemas"]["text"];
                may: string[];
            }[];
            divisions: {
                id: string;
                names: components["schemas"]["text"];
                areas: string[];
            }[];
            disclosures: {
                audience: string;
                place: string;
                delay_us: components["schemas"]["number"];
            }[];
            publication: {
                tick_us: components["schemas"]["number"];
                name_after_us: components["schemas"]["number"];
            };
            zone: string;
            day_bounds: {
                from: components["schemas"]["time"];
                offset_s: number;
            }[];
            /** @description The role whose findings make the status. */
            examiners: string;
            first_day?: components["schemas"]["day"];
            last_day?: components["schemas"]["day"];
        };
        viewer: {
            /** @description Empty for the public. */
            institution: string;
            /** @enum {unknown} */
            audience: "public" | "mechanism";
            roles?: string[];
            key?: string;
            expires?: components["schemas"]["time"];
            as_of: components["schemas"]["number"];
        };
        position: {
            examiner: string;
            takes_part: boolean;
            finding?: string;
        };
        case_row: {
            case: string;
            incident?: string;
            /** @enum {unknown} */
            phase?: "open" | "closed";
            status: components["schemas"]["status"];
            /** @enum {unknown} */
            leaning?: "violation" | "no_violation" | "none";
            opened_at?: components["schemas"]["time"];
            last_at?: components["schemas"]["time"];
            steps?: components["schemas"]["number"];
            from: components["schemas"]["time"];
            to: components["schemas"]["time"];
            divisions: string[];
            findings: components["schemas"]["position"][];
            named: string[];
            due?: components["schemas"]["due"][];
            overdue?: boolean;
        };
        due: {
            what: string;
            from: string;
            to?: string;
            about: string;
            since: components["schemas"]["time"];
            by?: components["schemas"]["time"];
            clause?: string;
            overdue: boolean;
            case?: string;
        };
        cases: {
            as_of: components["schemas"]["number"];
            items: components["schemas"]["case_row"][];
            next?: string;
        };
        /** @description What a fusion desk says of a link, read from the words that it signed. */
        link_evidence: {
            /** @description Number of the frozen model */
            model: components["schemas"]["number"];
            /** @description REGISTER:ID of the report of the same incident that speaks for it most */
            beside: string;
            /** @description Of the two reports */
            millibits: number;
            fields: {
                field: string;
                millibits: number;
            }[];
            /** @description How probable it is */
            percent: number;
            /** @description Enough to join without a person, at the share of wrong joins that the desk chose */
            sure: boolean;
        };
        waiting_link: {
            case: string;
            /** @description The claim: what an answer is about */
            step: string;
            /** @description To which the report belongs, or into which the case's incident is merged */
            incident: string;
            /** @description Empty for a merger */
            report: string;
            claimed_by: string;
            claimed_at: components["schemas"]["time"];
            text: string;
            accepted_by: string[];
            disputed_by: string[];
            /**
             * @description People differ; a fusion desk asks; people say so; a fusion desk would join them
             * @enum {unknown}
             */
            doubt: "disputed" | "unsure" | "claimed" | "likely";
            evidence?: components["schemas"]["link_evidence"];
        };
        waiting_links: {
            as_of: components["schemas"]["number"];
            matched: components["schemas"]["number"];
            items: components["schemas"]["waiting_link"][];
            /** @description Give it as `after` for what follows; absent on the last page. */
            next?: string;
        };
        /** @description For members truce/case/1 (docs/formats/case.md) with what is sealed for them left out of the steps, plus `row`; for the public `row` alone. */
        case_detail: {
            row: components["schemas"]["case_row"];
            case?: Record<string, never>;
            text?: string;
        };
        agreement: {
            as_of: components["schemas"]["number"];
            reading: components["schemas"]["reading_row"];
            readings: components["schemas"]["reading_row"][];
            /** @description The reading's canonical form as it was signed: docs/formats/terms.md. */
            terms: Record<string, never>;
            /** @description As a lawyer would read it. */
            text: string;
            /** @description The profile's canonical form as it was signed. */
            profile?: Record<string, never>;
            amendments: {
                kind: string;
                reading?: string;
                digest: components["schemas"]["digest"];
                predecessor: components["schemas"]["digest"];
                entry: components["schemas"]["number"];
                signed_by: string[];
                awaited: string[];
                contested: boolean;
            }[];
        };
        /** @description As `truce health --format json` prints it. */
        health: Record<string, never>;
        bulletins: {
            as_of: components["schemas"]["number"];
            items: {
                day: components["schemas"]["day"];
                size: components["schemas"]["number"];
                reading: string;
                digest: components["schemas"]["digest"];
                entry: components["schemas"]["number"];
                institution: string;
                published_at: components["schemas"]["time"];
                formats: {
                    html: string;
                    json: string;
                    txt: string;
                    csv: string;
                };
            }[];
        };
        onward_rules: {
            as_of: components["schemas"]["number"];
            items: {
                /** @enum {unknown} */
                audience: "mechanism" | "public";
                days: components["schemas"]["number"];
                delay_us: components["schemas"]["number"];
                first_day: components["schemas"]["day"];
                id: string;
                may_read: boolean;
                newest?: {
                    first_day: components["schemas"]["day"];
                    formats: {
                        html: string;
                        json: string;
                        txt: string;
                    };
                    last_day: components["schemas"]["day"];
                };
                /** @enum {unknown} */
                place: "division" | "none";
                source: string;
                to: components["schemas"]["text"];
            }[];
        };
        record: {
            origin: string;
            size: components["schemas"]["number"];
            root: components["schemas"]["digest"];
            checkpoint: string;
            /** @description vkey of the log */
            key: string;
            witnesses: {
                name: string;
                vkey?: string;
                size: components["schemas"]["number"];
                at: components["schemas"]["time"];
            }[];
        };
        entry: {
            id: string;
            index: components["schemas"]["number"];
            /** @description The leaf, byte for byte. */
            note: string;
            kind: string;
            recorded_at: components["schemas"]["time"];
            author: string;
            key?: string;
            body: components["schemas"]["part"][];
            items?: components["schemas"]["number"];
        };
        receipt: {
            id: string;
            index: components["schemas"]["number"];
            recorded_at: components["schemas"]["time"];
            size?: components["schemas"]["number"];
            checkpoint?: string;
            /**
             * @description recorded: durable and under a signed checkpoint. witnessed: a quorum of the policy's witnesses cosigned. acknowledged: every one of them did.
             * @enum {unknown}
             */
            level: "recorded" | "witnessed" | "acknowledged";
            witnessed_by: string[];
            /** @description The same bytes had been recorded before. */
            again?: boolean;
        };
        me: {
            viewer: components["schemas"]["viewer"];
            names?: components["schemas"]["text"];
            /** @description What is awaited from the institution: the earliest date first, then what has no date, by since when */
            due: components["schemas"]["due"][];
            /** @description How many are awaited, listed or not */
            due_total: number;
            /** @description How many alerts and how much that awaits its word GET /api/coordination has for the institution; members alone have it */
            coordination_total?: number;
            registers: string[];
            may: string[];
            keys?: string[];
            /**
             * @description This is the institution's own desk: it signs here with its key, and nothing is kept in the browser
             * @constant
             */
            desk?: true;
        };
        challenge: {
            /** @description To be signed with the key, byte for byte, as a signed note. */
            text: string;
            expires: components["schemas"]["time"];
            key: components["schemas"]["signer"];
        };
        signer: {
            name: string;
            /** @description The signature line is: — NAME SP base64(id || 64 bytes of signature). */
            id: string;
        };
        challenge_request: {
            /** @description Name of an enrolled key: <institution>/<8 hexadecimal digits>. */
            key: string;
        };
        session_request: {
            /** @description The challenge with the signature line under an empty line. */
            note: string;
        };
        compose_request: {
            key: string;
            /** @description An id, its beginning, an incident or REGISTER:SOURCE_ID; not for case.opened. */
            case?: string;
            /** @description truce/step/1 without what the state of the case decides: docs/methods/case.md. */
            step: Record<string, never>;
            officers?: string[];
        };
        composed: {
            id: string;
            kind: string;
            /** @description Exactly what is to be signed. */
            text: string;
            /** @description What it says. */
            words: string;
            step?: Record<string, never>;
            body: components["schemas"]["sent_part"][];
            items?: components["schemas"]["sent_part"][][];
            signer: components["schemas"]["signer"];
        };
        reports_request: {
            key: string;
            register: string;
            /** @description Each as a line of docs/formats/reports-ndjson.md. */
            records: {
                [key: string]: unknown;
            }[];
        };
        key_change_request: {
            key: string;
            /** @description vkey of the new key: <institution>/<8 hexadecimal digits>+<id>+<base64>. Whoever made the key shows it to a colleague who has one already. */
            enrol?: string;
            /** @description Name of a key to end. */
            revoke?: string;
            kinds?: string[];
        };
        publication_request: {
            key: string;
            day: components["schemas"]["day"];
            reading?: string;
        };
        submission: {
            /** @description The text that was composed, an empty line, the signature line. */
            note: string;
            body: components["schemas"]["sent_part"][];
            items?: components["schemas"]["sent_part"][][];
            /** @description Instead of items: an upload of the institution that signed, a file of chunks that holds them (docs/formats/api.md). */
            upload?: string;
        };
        health_state: {
            ok: boolean;
            size?: components["schemas"]["number"];
        };
        talk_seat: {
            role: string;
            who?: string;
            name?: string;
            level?: string;
            eligible?: string[];
            source?: string;
        };
        talk_proposal: {
            agreed: boolean;
            place: string;
            step: string;
            when: components["schemas"]["time"][];
            reported?: boolean;
            by?: string;
            host?: string;
            approve?: string[];
            object?: string[];
            abstain?: string[];
            silent?: string[];
        };
        talk_invited: {
            name: string;
            reported: boolean;
            role: string;
            step: string;
            who: string;
            level?: string;
            source?: string;
            sent?: components["schemas"]["time"];
            /** @enum {unknown} */
            answer?: "approve" | "object" | "abstain";
            answered_level?: string;
            reservation?: string;
            answered_at?: components["schemas"]["time"];
            list?: string;
            complete?: boolean;
            people?: components["schemas"]["number"];
            listed_at?: components["schemas"]["time"];
            accredited_by?: string[];
            questioned?: string[];
            withdrawn?: string;
        };
        talk_session: {
            /** @enum {unknown} */
            access: "open" | "closed";
            id: string;
            /** @enum {unknown} */
            manner: "direct" | "shuttled";
            members: string[];
            plan: string;
            title: string;
            when?: components["schemas"]["time"][];
            place?: string;
            track?: string;
            languages?: string[];
            interpreting?: string[];
            agenda?: string[];
            minutes?: string[];
            dissents?: string[];
        };
        talk_missing: {
            /** @enum {unknown} */
            what: "date" | "answer" | "list" | "complete_list" | "accreditation" | "invitation" | "host" | "agenda" | "sessions" | "interpreting";
            note: string;
            overdue: boolean;
            from?: string[];
            since?: components["schemas"]["time"];
            by?: components["schemas"]["time"];
            about?: string;
            of?: string[];
        };
        /** @description docs/formats/talks.md */
        talk_round: {
            /** @constant */
            form: "truce/round/1";
            id: string;
            /** @enum {unknown} */
            phase: "called" | "set" | "cancelled" | "closed";
            reported: boolean;
            sequence: components["schemas"]["number"];
            title: string;
            changed: components["schemas"]["time"];
            called_by?: string;
            called_at?: components["schemas"]["time"];
            like?: string;
            tracks?: string[];
            agenda?: string[];
            /** @enum {unknown} */
            manner?: "direct" | "shuttled";
            /** @enum {unknown} */
            access?: "open" | "closed";
            when?: components["schemas"]["time"][];
            place?: string;
            host?: string;
            ended?: string;
            source?: string;
            seats: components["schemas"]["talk_seat"][];
            proposals: components["schemas"]["talk_proposal"][];
            invited: components["schemas"]["talk_invited"][];
            sessions: components["schemas"]["talk_session"][];
        };
        /** @description A round and what it still lacks */
        talk_round_row: {
            /** @constant */
            form: "truce/round/1";
            id: string;
            /** @enum {unknown} */
            phase: "called" | "set" | "cancelled" | "closed";
            reported: boolean;
            sequence: components["schemas"]["number"];
            title: string;
            changed: components["schemas"]["time"];
            called_by?: string;
            called_at?: components["schemas"]["time"];
            like?: string;
            tracks?: string[];
            agenda?: string[];
            /** @enum {unknown} */
            manner?: "direct" | "shuttled";
            /** @enum {unknown} */
            access?: "open" | "closed";
            when?: components["schemas"]["time"][];
            place?: string;
            host?: string;
            ended?: string;
            source?: string;
            seats: components["schemas"]["talk_seat"][];
            proposals: components["schemas"]["talk_proposal"][];
            invited: components["schemas"]["talk_invited"][];
            sessions: components["schemas"]["talk_session"][];
            missing: components["schemas"]["talk_missing"][];
        };
        /** @description A step that the asker may take: about which steps it can be, and which of them await it */
        talk_choice: {
            /** @enum {unknown} */
            kind: "round.called" | "round.proposed" | "round.answered" | "round.set" | "round.cancelled" | "round.closed" | "session.planned" | "minutes.filed" | "minutes.dissented" | "invitation.sent" | "invitation.answered" | "delegation.listed" | "delegation.accredited" | "delegation.questioned" | "delegation.withdrawn" | "document.tabled" | "document.amended" | "document.withdrawn" | "position.taken" | "document.opened" | "document.signed" | "document.extended" | "commitment.recorded" | "commitment.reported" | "commitment.assessed" | "endorsement.noted" | "statement.quoted" | "communique.issued" | "contact.opened" | "contact.answered" | "contact.closed";
            about: string[];
            awaits: string[];
        };
        talk_rounds: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            can: components["schemas"]["talk_choice"][];
            items: components["schemas"]["talk_round_row"][];
        };
        /** @description docs/formats/talks.md */
        talk_body: {
            /** @constant */
            form: "truce/talk/1";
            /** @enum {unknown} */
            kind: "round.called" | "round.proposed" | "round.answered" | "round.set" | "round.cancelled" | "round.closed" | "session.planned" | "minutes.filed" | "minutes.dissented" | "invitation.sent" | "invitation.answered" | "delegation.listed" | "delegation.accredited" | "delegation.questioned" | "delegation.withdrawn" | "document.tabled" | "document.amended" | "document.withdrawn" | "position.taken" | "document.opened" | "document.signed" | "document.extended" | "commitment.recorded" | "commitment.reported" | "commitment.assessed" | "endorsement.noted" | "statement.quoted" | "communique.issued" | "contact.opened" | "contact.answered" | "contact.closed";
            /** @enum {unknown} */
            audience: "public" | "mechanism" | "session" | "concerned";
            /** @enum {unknown} */
            containment?: "contained" | "not_contained";
        };
        talk_step: {
            author: string;
            body: components["schemas"]["talk_body"];
            id: string;
            key: string;
            recorded_at: components["schemas"]["time"];
            headline: string;
            details: string;
            speaker: string;
            standing: boolean;
            about_title?: string;
        };
        talk_version: {
            digest: string;
            languages: string[];
            positions: {
                participant: string;
                /** @enum {unknown} */
                stance: "accepts" | "accepts_with_reservation" | "refuses" | "silent" | "not_stated";
                reservation?: string;
                text?: string;
                step?: string;
                reported?: boolean;
            }[];
            recorded_at: components["schemas"]["time"];
            step: string;
            by?: string;
            after?: string;
        };
        talk_signature: {
            awaited: string[];
            complete: boolean;
            opening: string;
            signed_by: string[];
            version: string;
            reported?: string[];
            completed?: components["schemas"]["time"];
            in_force?: components["schemas"]["time"][];
        };
        talk_document: {
            /** @constant */
            form: "truce/document/1";
            id: string;
            refused_by: string[];
            reported: boolean;
            /** @enum {unknown} */
            status: "draft" | "withdrawn" | "open_for_signature" | "signed" | "in_force" | "lapsed";
            title: string;
            round?: string;
            track?: string;
            /** @enum {unknown} */
            character?: "agreement" | "memorandum" | "protocol" | "joint_statement";
            versions: components["schemas"]["talk_version"][];
            signatures: components["schemas"]["talk_signature"][];
        };
        talk_word: {
            by: string;
            /** @enum {unknown} */
            outcome: "fulfilled" | "partly" | "not_fulfilled" | "disputed";
            recorded_at: components["schemas"]["time"];
            step: string;
            text: string;
            reported?: boolean;
            source?: string;
        };
        talk_commitment: {
            /** @constant */
            form: "truce/commitment/1";
            debtor: string;
            id: string;
            reported: boolean;
            /** @enum {unknown} */
            state: "undated" | "due" | "overdue" | "not_stated" | "said_fulfilled" | "fulfilled" | "contested" | "disputed";
            text: string;
            to?: string[];
            track?: string;
            about?: string;
            clause?: string;
            source?: string;
            shown_by?: string;
            due?: components["schemas"]["time"];
            since?: components["schemas"]["time"];
            own_word?: components["schemas"]["talk_word"];
            statements?: string[];
            others: components["schemas"]["talk_word"][];
        };
        talk_round_detail: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            can: components["schemas"]["talk_choice"][];
            commitments: components["schemas"]["talk_commitment"][];
            documents: components["schemas"]["talk_document"][];
            missing: components["schemas"]["talk_missing"][];
            round: components["schemas"]["talk_round"];
            steps: components["schemas"]["talk_step"][];
        };
        talk_documents: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            items: components["schemas"]["talk_document"][];
        };
        talk_document_detail: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            can: components["schemas"]["talk_choice"][];
            commitments: components["schemas"]["talk_commitment"][];
            document: components["schemas"]["talk_document"];
            steps: components["schemas"]["talk_step"][];
        };
        talk_comparison: {
            /** @constant */
            form: "truce/comparison/1";
            from: string;
            to: string;
            clauses: {
                /** @enum {unknown} */
                change: "same" | "changed" | "added" | "removed";
                clause: string;
                changed_in?: string[];
                same_in?: string[];
                moved?: boolean;
                words?: {
                    [key: string]: {
                        /** @enum {unknown} */
                        in: "both" | "from" | "to";
                        text: string;
                    }[];
                };
            }[];
        };
        talk_commitments: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            can: components["schemas"]["talk_choice"][];
            items: components["schemas"]["talk_commitment"][];
            steps: components["schemas"]["talk_step"][];
        };
        talk_voices: {
            as_of: components["schemas"]["number"];
            items: {
                who: string;
                name: string;
                voice: boolean;
                rounds: {
                    role: string;
                    round: string;
                    /** @enum {unknown} */
                    state: "accredited" | "accepted" | "invited" | "declined" | "withdrawn";
                    title: string;
                    /** @enum {unknown} */
                    manner?: "direct" | "shuttled";
                }[];
            }[];
        };
        talk_endorsements: {
            as_of: components["schemas"]["number"];
            items: components["schemas"]["talk_step"][];
        };
        talk_news: {
            as_of: components["schemas"]["number"];
            items: {
                at: components["schemas"]["time"];
                id: string;
                published: components["schemas"]["time"];
                reported: boolean;
                state: string;
                step: string;
                subject: string;
                summary: string;
                title: string;
                updated: components["schemas"]["time"];
                /** @enum {unknown} */
                what: "round" | "document" | "commitment" | "communique" | "endorsement" | "statement";
                who: string;
            }[];
        };
        talk_compose_request: {
            key: string;
            /** @description A step of the talks (docs/formats/talks.md) without what follows from the talks */
            step: {
                /** @enum {unknown} */
                kind: "round.called" | "round.proposed" | "round.answered" | "round.set" | "round.cancelled" | "round.closed" | "session.planned" | "minutes.filed" | "minutes.dissented" | "invitation.sent" | "invitation.answered" | "delegation.listed" | "delegation.accredited" | "delegation.questioned" | "delegation.withdrawn" | "document.tabled" | "document.amended" | "document.withdrawn" | "position.taken" | "document.opened" | "document.signed" | "document.extended" | "commitment.recorded" | "commitment.reported" | "commitment.assessed" | "endorsement.noted" | "statement.quoted" | "communique.issued" | "contact.opened" | "contact.answered" | "contact.closed";
                /** @enum {unknown} */
                audience: "public" | "mechanism" | "session" | "concerned";
                /** @enum {unknown} */
                containment?: "contained" | "not_contained";
            };
        };
        /** @enum {unknown} */
        coordination_kind: "activity.filed" | "activity.changed" | "activity.taken_up" | "activity.acknowledged" | "consent.given" | "consent.refused" | "consent.withdrawn" | "activity.started" | "activity.strayed" | "activity.returned" | "activity.ended" | "activity.withdrawn" | "activity.asked" | "area.declared" | "area.ended" | "channel.suspended" | "channel.resumed" | "conflict.raised" | "disclosure.proposed" | "disclosure.agreed" | "movement.reported" | "access.requested" | "access.answered" | "access.reported" | "operations.opened" | "operations.joined" | "operations.left" | "operations.closed";
        /**
         * @description How much one participant may learn of another's activities; each tells what the one before tells, and more
         * @enum {unknown}
         */
        coordination_level: "review" | "shift" | "overlap" | "full";
        /** @description docs/formats/activities.md */
        coordination_volume: {
            footprint: {
                /** @enum {unknown} */
                kind: "circle" | "corridor" | "polygon" | "area";
                lat_e7?: number;
                lon_e7?: number;
                radius_mm?: number;
                waypoints?: number[][];
                half_width_mm?: number;
                corners?: number[][];
                area?: string;
                line?: string;
            };
            from: components["schemas"]["time"];
            to: components["schemas"]["time"];
            height: {
                /** @enum {unknown} */
                kind: "surface" | "band";
                low_mm?: number;
                high_mm: number;
                stated?: {
                    by: string;
                    /** @enum {unknown} */
                    datum: "amsl" | "agl";
                    low_mm: number;
                    high_mm: number;
                };
            };
        };
        coordination_convoy: {
            call_sign?: string;
            cargo?: string;
            phone?: string;
            vehicles?: string[];
            holds?: string[];
            go_by?: components["schemas"]["time"];
        };
        liaison: {
            hours?: string;
            line: string;
            name?: string;
        };
        /** @description docs/formats/coordination.md */
        coordination_body: {
            about?: string;
            activity?: string;
            activity_kind?: string;
            /** @enum {unknown} */
            answer?: "granted" | "delayed" | "denied";
            area?: string;
            areas?: string[];
            conditions?: string;
            contact?: components["schemas"]["liaison"];
            convoy?: components["schemas"]["coordination_convoy"];
            digest?: string;
            /** @constant */
            form: "truce/coordination/1";
            held?: components["schemas"]["time"][];
            held_by?: string;
            key?: string;
            keys?: string[];
            kind: components["schemas"]["coordination_kind"];
            level?: components["schemas"]["coordination_level"];
            name?: string;
            /** @enum {unknown} */
            outcome?: "facilitated" | "delayed" | "impeded" | "denied" | "cancelled";
            place?: string;
            /** @constant */
            public?: true;
            /** @enum {unknown} */
            regime?: "consent" | "notify" | "blocked";
            seen?: string;
            text?: string;
            to?: string[];
            until?: components["schemas"]["time"];
            version?: string;
            volumes?: components["schemas"]["coordination_volume"][];
            when?: components["schemas"]["time"][];
            with?: string;
            /** @enum {unknown} */
            workflow?: "notify" | "clearance";
        };
        coordination_step: {
            author: string;
            body: components["schemas"]["coordination_body"];
            id: string;
            key_name: string;
            recorded_at: components["schemas"]["time"];
        };
        coordination_report: {
            author: string;
            body: components["schemas"]["coordination_body"];
            id: string;
            recorded_at: components["schemas"]["time"];
        };
        coordination_consent: {
            signer: string;
            /** @enum {unknown} */
            state: "awaited" | "taken_up" | "given" | "given_by_silence" | "refused" | "refused_by_silence" | "lapsed" | "withdrawn" | "void";
            conditions?: string;
            step?: string;
        };
        coordination_activity: {
            activity: string;
            version: string;
            owner: string;
            kind: string;
            /** @enum {unknown} */
            workflow: "notify" | "clearance";
            /** @enum {unknown} */
            state: "filed" | "under_review" | "cleared" | "conditional" | "refused" | "active" | "out_of_bounds" | "ended" | "withdrawn";
            recorded_at: components["schemas"]["time"];
            volumes: components["schemas"]["coordination_volume"][];
            digest: string;
            /**
             * @description How it comes that the asker sees it
             * @enum {unknown}
             */
            relation: "own" | "recipient" | "signer" | "disclosed";
            can: components["schemas"]["coordination_kind"][];
            /** @description To be read back; absent, as all that follows, where the activity is only disclosed to the asker */
            code?: string;
            to?: string[];
            acknowledged_by?: string[];
            blocked_by?: string[];
            consents?: components["schemas"]["coordination_consent"][];
            movement?: components["schemas"]["coordination_report"][];
            convoy?: components["schemas"]["coordination_convoy"];
        };
        coordination_area: {
            area: string;
            holder: string;
            /** @enum {unknown} */
            regime: "consent" | "notify" | "blocked";
            footprint: {
                /** @enum {unknown} */
                kind: "circle" | "corridor" | "polygon" | "area";
                lat_e7?: number;
                lon_e7?: number;
                radius_mm?: number;
                waypoints?: number[][];
                half_width_mm?: number;
                corners?: number[][];
                area?: string;
                line?: string;
            };
            from: components["schemas"]["time"];
            to: components["schemas"]["time"];
            /** @enum {unknown} */
            silence: "open" | "refuses" | "consents";
            silence_after_us?: number;
        };
        /** @description What the asker may learn of the other's activities and the other of the asker's, as the channel stands */
        coordination_channel: {
            with: string;
            they_show: components["schemas"]["coordination_level"];
            we_show: components["schemas"]["coordination_level"];
            suspended: {
                by: string;
                since: components["schemas"]["time"];
                text: string;
            }[];
        };
        /** @description What is amiss or due with an activity of the asker's, or one that concerns it, before it begins and while it goes */
        coordination_alert: {
            activity: string;
            /** @enum {unknown} */
            alert: "not_cleared" | "not_acknowledged" | "channel_suspended" | "blocked" | "consent_lapses" | "go_by" | "begins" | "out_of_bounds" | "overdue" | "not_started" | "not_closed";
            at: components["schemas"]["time"];
            /** @description Participants it is about */
            who?: string[];
        };
        coordination_waiting: {
            /** @enum {unknown} */
            for: "consent" | "acknowledgement" | "access" | "disclosure" | "operations";
            id: string;
            since: components["schemas"]["time"];
        };
        coordination: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            who: string;
            can: components["schemas"]["coordination_kind"][];
            /** @description Kinds of activity that keep distances */
            kinds: string[];
            alerts: components["schemas"]["coordination_alert"][];
            areas: components["schemas"]["coordination_area"][];
            channels: components["schemas"]["coordination_channel"][];
            suspended: {
                by: string;
                since: components["schemas"]["time"];
                text: string;
                with: string;
            }[];
            waiting: components["schemas"]["coordination_waiting"][];
        };
        coordination_activities: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            items: components["schemas"]["coordination_activity"][];
        };
        coordination_activity_detail: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            activity: components["schemas"]["coordination_activity"];
            steps: components["schemas"]["coordination_step"][];
            /** @description To be printed; for those whom it concerns */
            notice?: string;
        };
        coordination_overlap: {
            volume: components["schemas"]["number"];
            from: components["schemas"]["time"];
            to: components["schemas"]["time"];
            legs?: components["schemas"]["number"][];
            heights?: number[];
        };
        coordination_disclosed: {
            key: string;
            kind: string;
            owner: string;
            /** @enum {unknown} */
            level: "overlap" | "full";
            overlap: components["schemas"]["coordination_overlap"][];
            activity?: string;
            volumes?: components["schemas"]["coordination_volume"][];
        };
        coordination_shifts: {
            later_us?: number;
            earlier_us?: number;
            higher_mm?: number;
            lower_mm?: number;
            aside?: {
                bearing_mdeg: number;
                distance_mm: number;
            };
        };
        /** @description docs/formats/activities.md */
        coordination_answer: {
            answer: {
                digest: string;
                under_review: boolean;
                disclosed: components["schemas"]["coordination_disclosed"][];
                shifts?: components["schemas"]["coordination_shifts"];
            };
            as_of: components["schemas"]["number"];
            /** @description The size of the record of which it is the answer */
            at: components["schemas"]["number"];
            lines: {
                contact: components["schemas"]["liaison"];
                operations: string;
                suspended?: boolean;
                who: string;
            }[];
            now: components["schemas"]["time"];
            step: components["schemas"]["coordination_step"];
        };
        coordination_threads: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            items: {
                id: string;
                activity: string;
                other?: string;
                with: string[];
                messages: components["schemas"]["coordination_report"][];
            }[];
        };
        coordination_operations: {
            as_of: components["schemas"]["number"];
            items: {
                can: components["schemas"]["coordination_kind"][];
                id: string;
                invited: string[];
                keeper: string;
                members: {
                    contact?: components["schemas"]["liaison"];
                    who: string;
                }[];
                name: string;
                open: boolean;
                suspended: {
                    by: string;
                    since: components["schemas"]["time"];
                    text: string;
                    with: string;
                }[];
                text?: string;
                volumes: components["schemas"]["coordination_volume"][];
            }[];
            now: components["schemas"]["time"];
        };
        coordination_told: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            items: {
                activity: string;
                owner: string;
                to: string;
                level: components["schemas"]["coordination_level"];
                at: components["schemas"]["time"];
                entry: components["schemas"]["number"];
            }[];
        };
        coordination_access: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            items: {
                request: components["schemas"]["coordination_step"];
                about: components["schemas"]["coordination_step"][];
                can: components["schemas"]["coordination_kind"][];
            }[];
        };
        coordination_steps: {
            as_of: components["schemas"]["number"];
            now: components["schemas"]["time"];
            items: components["schemas"]["coordination_step"][];
        };
        coordination_compose_request: {
            key: string;
            /** @description A step of coordination (docs/formats/coordination.md) without what follows from what is there */
            step: {
                kind: components["schemas"]["coordination_kind"];
                about?: string;
                activity?: string;
                version?: string;
                activity_kind?: string;
                /** @enum {unknown} */
                workflow?: "notify" | "clearance";
                to?: string[];
                volumes?: components["schemas"]["coordination_volume"][];
                seen?: string;
                keys?: string[];
                convoy?: components["schemas"]["coordination_convoy"];
                digest?: string;
                conditions?: string;
                until?: components["schemas"]["time"];
                area?: string;
                /** @enum {unknown} */
                regime?: "consent" | "notify" | "blocked";
                with?: string;
                key?: string;
                level?: components["schemas"]["coordination_level"];
                /** @enum {unknown} */
                outcome?: "facilitated" | "delayed" | "impeded" | "denied" | "cancelled";
                /** @enum {unknown} */
                answer?: "granted" | "delayed" | "denied";
                held?: components["schemas"]["time"][];
                held_by?: string;
                place?: string;
                areas?: string[];
                when?: components["schemas"]["time"][];
                /** @constant */
                public?: true;
                text?: string;
            };
        };
        desk_problem: {
            id: string;
            what: string;
            where: string;
            remedy: string;
        };
        desk_entry: {
            id: string;
            key: string;
            kind: string;
            /** @description In the order of signing here */
            number: number;
            /** @enum {unknown} */
            state: "queued" | "recorded" | "refused" | "reissued";
            /** @description Its place in the log, as this desk's own copy has it */
            index?: components["schemas"]["number"];
            refusal?: components["schemas"]["desk_problem"];
        };
        desk: {
            institution: string;
            /** @description That signs here */
            key: string;
            /** @description Public key of the log */
            log: string;
            server: string;
            line: {
                /**
                 * @description down: no answer; steps wait. refused: the server does not answer this key. alarm: what it sent does not hold, or is not the record that is held; nothing is taken, signed or handed in.
                 * @enum {unknown}
                 */
                state: "unknown" | "up" | "down" | "refused" | "alarm";
                since: components["schemas"]["time"];
                error?: components["schemas"]["desk_problem"];
            };
            /** @description Entries of the log that are held, each checked */
            size: components["schemas"]["number"];
            /** @description When the server last showed the same record */
            checked_at?: components["schemas"]["time"];
            waiting: number;
            /** @description Of these, behind a refused one: they are to be signed anew */
            lost_place: number;
            /** @description The disk did not keep what was to be kept: nothing more is done before the desk is started again */
            stopped: boolean;
            /** @description What was signed here, the last of it, oldest first */
            outbox: components["schemas"]["desk_entry"][];
        };
        desk_sign_request: {
            /** @description Of what was composed */
            id: string;
            /** @description In which it was shown */
            words: string;
        };
        desk_reissue_request: Record<string, never>;
        desk_reissued: {
            queued: components["schemas"]["desk_entry"][];
        };
        upload: {
            sha256: components["schemas"]["digest"];
            bytes: components["schemas"]["number"];
            /** @description So many have come; all of them: the hash is right. */
            held: number;
        };
        import_request: {
            /** @description Of an upload that is complete. */
            sha256: string;
            /** @description Of the file, without folders; it will stand in the record. */
            name: string;
            /**
             * @description Absent: told by the file's first bytes.
             * @enum {unknown}
             */
            format?: "ged" | "csv" | "ndjson" | "geojson" | "counts" | "watches";
            /** @description Absent: the only one that takes such files. */
            register?: string;
            /** @description The file is the register's whole content: what it does not have is withdrawn. */
            complete?: boolean;
        };
        problem: {
            id: string;
            what: string;
            /** @description <file>:<line> */
            where: string;
            remedy: string;
        };
        import: {
            id: string;
            /** @enum {unknown} */
            state: "waiting" | "reading" | "refused" | "read" | "recording" | "recorded";
            name: string;
            sha256: components["schemas"]["digest"];
            bytes: components["schemas"]["number"];
            complete: boolean;
            /** @description Read so far. */
            records: number;
            /** @description Of read.items, while it is recorded. */
            staged: number;
            /** @description The first hundred; refusal says how many there are. */
            problems: components["schemas"]["problem"][];
            refusal?: components["schemas"]["problem"];
            read?: {
                added: components["schemas"]["number"];
                changed: components["schemas"]["number"];
                withdrawn: components["schemas"]["number"];
                /** @description Held in the same words: nothing is filed for them. */
                unchanged: number;
                flagged: {
                    flag: string;
                    records: components["schemas"]["number"];
                }[];
                format: string;
                /** @description What the entry will file. */
                items: number;
                /** @description Of the entry; empty if there is nothing new. */
                kind: string;
                registers: string[];
                root: components["schemas"]["digest"];
            };
            /** @description Id of the entry by which it was recorded. */
            entry?: string;
        };
        import_compose_request: {
            key: string;
        };
        import_submission: {
            /** @description The text that was composed, an empty line, the signature line. */
            note: string;
            body: components["schemas"]["sent_part"][];
        };
        attachment_request: {
            sha256: components["schemas"]["digest"];
            /** @description The report that cites it, ENTRY/N. */
            item: string;
        };
        attachment: {
            sha256: components["schemas"]["digest"];
            item: string;
            bytes: components["schemas"]["number"];
        };
        texts: string[];
        "$defs-text": {
            [key: string]: string;
        };
        column: {
            citation: string;
            licence: string;
            limits: string;
            name: components["schemas"]["$defs-text"];
            recorder: string;
            recorder_name: components["schemas"]["$defs-text"];
            register: string;
            unit: components["schemas"]["$defs-text"];
        };
        "$defs-tally": {
            division?: string;
            recorded: components["schemas"]["range"];
            violation: components["schemas"]["range"];
            exempt: components["schemas"]["range"];
            no_violation: components["schemas"]["range"];
            undetermined: components["schemas"]["range"];
            contradictory?: components["schemas"]["range"];
            if_accepted?: components["schemas"]["range"];
            no_rule?: components["schemas"]["range"];
            own_side?: components["schemas"]["range"];
            agreed?: components["schemas"]["range"];
            disputed?: components["schemas"]["range"];
            one_sided?: components["schemas"]["range"];
            case_open?: components["schemas"]["range"];
            reconstructed?: components["schemas"]["range"];
        };
        "$defs-day": string;
        case: {
            case: string;
            divisions: components["schemas"]["texts"];
            findings: {
                examiner: string;
                finding?: string;
                takes_part: boolean;
            }[];
            named: components["schemas"]["texts"];
            /** @enum {unknown} */
            status: "open" | "one-sided" | "disputed" | "agreed";
        };
        "$defs-record": {
            /** @enum {unknown} */
            class: "violation" | "exempt" | "no_violation" | "undetermined";
            deaths?: components["schemas"]["range"];
            divisions: components["schemas"]["texts"];
            first_day: components["schemas"]["$defs-day"];
            if_accepted: boolean;
            last_day: components["schemas"]["$defs-day"];
            place: string;
            register: string;
            /** @enum {unknown} */
            ruling: "no_rule" | "not_due" | "no_violation" | "exempt" | "undetermined" | "conflict" | "violation";
            source_id: string;
            surely_there: boolean;
            where: Record<string, never>;
        };
        reports: {
            /** @constant */
            holds?: "reports";
            disclosed: boolean;
            delay_us: components["schemas"]["number"];
            total?: components["schemas"]["$defs-tally"];
            divisions?: WithRequired<components["schemas"]["$defs-tally"], "division">[];
            elsewhere?: components["schemas"]["range"];
            looks?: components["schemas"]["range"];
            deaths?: components["schemas"]["range"];
            deaths_unstated?: components["schemas"]["range"];
        } & components["schemas"]["column"];
        counts: {
            /** @constant */
            holds?: "counts";
            published: boolean;
            total?: {
                count: components["schemas"]["number"];
            };
            divisions: {
                count: components["schemas"]["number"];
                division: string;
                division_as_named: string;
            }[];
            /** @enum {unknown} */
            split: "not_stated" | "partial" | "complete" | "exceeding" | "no_total";
            confirmations: {
                confirmed: components["schemas"]["number"];
                of: string;
            }[];
            from_party?: components["schemas"]["number"];
            bases: components["schemas"]["texts"];
            notes: components["schemas"]["texts"];
            sources: components["schemas"]["texts"];
        } & components["schemas"]["column"];
        /**
         * Bulletin of a day, truce/bulletin/v1
         * @description Registers side by side; no member is a sum over registers. docs/formats/bulletin.md
         */
        "bulletin.schema": {
            changes: {
                published_before: boolean;
                since?: string;
                registers?: {
                    register: string;
                    new: components["schemas"]["number"];
                    changed: components["schemas"]["number"];
                    withdrawn: components["schemas"]["number"];
                    new_ids: components["schemas"]["texts"];
                    changed_ids: components["schemas"]["texts"];
                    withdrawn_ids: components["schemas"]["texts"];
                }[];
            };
            coincidences: {
                a: string;
                b: string;
                at_most: components["schemas"]["number"];
                at_least_distinct?: components["schemas"]["number"];
                complete: boolean;
                units_differ: boolean;
            }[];
            day: components["schemas"]["$defs-day"];
            divisions: {
                division: string;
                name: components["schemas"]["$defs-text"];
            }[];
            /** @constant */
            format: "truce/bulletin/v1";
            from: number;
            headline: components["schemas"]["texts"];
            mechanism: string;
            proof: {
                checkpoint: string;
                command: string;
                evaluator: string;
                log: string;
                reading_digest: string;
                root: string;
                size: components["schemas"]["number"];
            };
            reading: string;
            cases?: components["schemas"]["case"][];
            commitments?: {
                commitment: string;
                debtor: string;
                due: number;
                overdue: boolean;
                reported: boolean;
                text: string;
            }[];
            movements?: {
                by: string;
                divisions: string[];
                held_us: number;
                /** @enum {unknown} */
                outcome: "facilitated" | "delayed" | "impeded" | "denied" | "cancelled";
                patrol: boolean;
                report: string;
            }[];
            records: components["schemas"]["$defs-record"][];
            registers: (components["schemas"]["reports"] | components["schemas"]["counts"])[];
            title: components["schemas"]["$defs-text"];
            to: number;
            watching: {
                known: boolean;
                divisions: {
                    by: {
                        part_us: components["schemas"]["number"];
                        register: string;
                        whole_us: components["schemas"]["number"];
                    }[];
                    division: string;
                    part_us: components["schemas"]["number"];
                    whole_us: components["schemas"]["number"];
                }[];
            };
            zone: string;
            $defs: {
                number: number;
                day: string;
                text: {
                    [key: string]: string;
                };
                texts: string[];
                range: {
                    certain: components["schemas"]["number"];
                    possible: components["schemas"]["number"];
                };
                tally: {
                    division?: string;
                    recorded: components["schemas"]["range"];
                    violation: components["schemas"]["range"];
                    exempt: components["schemas"]["range"];
                    no_violation: components["schemas"]["range"];
                    undetermined: components["schemas"]["range"];
                    contradictory?: components["schemas"]["range"];
                    if_accepted?: components["schemas"]["range"];
                    no_rule?: components["schemas"]["range"];
                    own_side?: components["schemas"]["range"];
                    agreed?: components["schemas"]["range"];
                    disputed?: components["schemas"]["range"];
                    one_sided?: components["schemas"]["range"];
                    case_open?: components["schemas"]["range"];
                    reconstructed?: components["schemas"]["range"];
                };
                case: {
                    case: string;
                    divisions: components["schemas"]["texts"];
                    findings: {
                        examiner: string;
                        finding?: string;
                        takes_part: boolean;
                    }[];
                    named: components["schemas"]["texts"];
                    /** @enum {unknown} */
                    status: "open" | "one-sided" | "disputed" | "agreed";
                };
                column: {
                    citation: string;
                    licence: string;
                    limits: string;
                    name: components["schemas"]["$defs-text"];
                    recorder: string;
                    recorder_name: components["schemas"]["$defs-text"];
                    register: string;
                    unit: components["schemas"]["$defs-text"];
                };
                reports: {
                    /** @constant */
                    holds?: "reports";
                    disclosed: boolean;
                    delay_us: components["schemas"]["number"];
                    total?: components["schemas"]["$defs-tally"];
                    divisions?: WithRequired<components["schemas"]["$defs-tally"], "division">[];
                    elsewhere?: components["schemas"]["range"];
                    looks?: components["schemas"]["range"];
                    deaths?: components["schemas"]["range"];
                    deaths_unstated?: components["schemas"]["range"];
                } & components["schemas"]["column"];
                counts: {
                    /** @constant */
                    holds?: "counts";
                    published: boolean;
                    total?: {
                        count: components["schemas"]["number"];
                    };
                    divisions: {
                        count: components["schemas"]["number"];
                        division: string;
                        division_as_named: string;
                    }[];
                    /** @enum {unknown} */
                    split: "not_stated" | "partial" | "complete" | "exceeding" | "no_total";
                    confirmations: {
                        confirmed: components["schemas"]["number"];
                        of: string;
                    }[];
                    from_party?: components["schemas"]["number"];
                    bases: components["schemas"]["texts"];
                    notes: components["schemas"]["texts"];
                    sources: components["schemas"]["texts"];
                } & components["schemas"]["column"];
                record: {
                    /** @enum {unknown} */
                    class: "violation" | "exempt" | "no_violation" | "undetermined";
                    deaths?: components["schemas"]["range"];
                    divisions: components["schemas"]["texts"];
                    first_day: components["schemas"]["$defs-day"];
                    if_accepted: boolean;
                    last_day: components["schemas"]["$defs-day"];
                    place: string;
                    register: string;
                    /** @enum {unknown} */
                    ruling: "no_rule" | "not_due" | "no_violation" | "exempt" | "undetermined" | "conflict" | "violation";
                    source_id: string;
                    surely_there: boolean;
                    where: Record<string, never>;
                };
            };
        };
        "$defs-counts": {
            /** @constant */
            holds?: "counts";
            stretches: {
                days_stated: components["schemas"]["number"];
                first_day: components["schemas"]["$defs-day"];
                last_day: components["schemas"]["$defs-day"];
                stated: components["schemas"]["number"];
                unit: components["schemas"]["$defs-text"];
            }[];
            sources: components["schemas"]["texts"];
        } & components["schemas"]["column"];
        /**
         * Report onward, truce/onward/v1
         * @description An account of a period for somebody outside the mechanism; registers side by side, no member is a sum over registers. docs/formats/onward.md
         */
        "onward.schema": {
            addressee: components["schemas"]["$defs-text"];
            /** @enum {unknown} */
            audience: "mechanism" | "public";
            cases?: components["schemas"]["case"][];
            commitments?: {
                commitment: string;
                debtor: string;
                due: number;
                overdue: boolean;
                reported: boolean;
                text: string;
            }[];
            days: {
                cells: (components["schemas"]["range"] | {
                    count: components["schemas"]["number"];
                } | Record<string, never>)[];
                day: components["schemas"]["$defs-day"];
            }[];
            divisions: {
                division: string;
                name: components["schemas"]["$defs-text"];
            }[];
            first_day: components["schemas"]["$defs-day"];
            /** @constant */
            format: "truce/onward/v1";
            from: number;
            headline: components["schemas"]["texts"];
            last_day: components["schemas"]["$defs-day"];
            mechanism: string;
            movements?: {
                by: string;
                divisions: string[];
                held_us: number;
                /** @enum {unknown} */
                outcome: "facilitated" | "delayed" | "impeded" | "denied" | "cancelled";
                patrol: boolean;
                report: string;
            }[];
            onward: string;
            /** @enum {unknown} */
            place: "division" | "none";
            proof: {
                checkpoint: string;
                command: string;
                evaluator: string;
                log: string;
                reading_digest: string;
                root: string;
                size: components["schemas"]["number"];
            };
            reading: string;
            records: components["schemas"]["$defs-record"][];
            registers: (components["schemas"]["reports"] | components["schemas"]["$defs-counts"])[];
            source: string;
            talks: {
                steps: {
                    at: number;
                    kind: string;
                    reported: boolean;
                    source?: string;
                    step: string;
                    subject: string;
                    who: components["schemas"]["texts"];
                }[];
                undated: components["schemas"]["number"];
            };
            title: components["schemas"]["$defs-text"];
            to: number;
            watching: {
                known: boolean;
                divisions: {
                    by: {
                        part_us: components["schemas"]["number"];
                        register: string;
                        whole_us: components["schemas"]["number"];
                    }[];
                    division: string;
                    part_us: components["schemas"]["number"];
                    whole_us: components["schemas"]["number"];
                }[];
            };
            zone: string;
            $defs: {
                number: number;
                day: string;
                text: {
                    [key: string]: string;
                };
                texts: string[];
                range: {
                    certain: components["schemas"]["number"];
                    possible: components["schemas"]["number"];
                };
                tally: {
                    division?: string;
                    recorded: components["schemas"]["range"];
                    violation: components["schemas"]["range"];
                    exempt: components["schemas"]["range"];
                    no_violation: components["schemas"]["range"];
                    undetermined: components["schemas"]["range"];
                    contradictory?: components["schemas"]["range"];
                    if_accepted?: components["schemas"]["range"];
                    no_rule?: components["schemas"]["range"];
                    own_side?: components["schemas"]["range"];
                    agreed?: components["schemas"]["range"];
                    disputed?: components["schemas"]["range"];
                    one_sided?: components["schemas"]["range"];
                    case_open?: components["schemas"]["range"];
                    reconstructed?: components["schemas"]["range"];
                };
                case: {
                    case: string;
                    divisions: components["schemas"]["texts"];
                    findings: {
                        examiner: string;
                        finding?: string;
                        takes_part: boolean;
                    }[];
                    named: components["schemas"]["texts"];
                    /** @enum {unknown} */
                    status: "open" | "one-sided" | "disputed" | "agreed";
                };
                column: {
                    citation: string;
                    licence: string;
                    limits: string;
                    name: components["schemas"]["$defs-text"];
                    recorder: string;
                    recorder_name: components["schemas"]["$defs-text"];
                    register: string;
                    unit: components["schemas"]["$defs-text"];
                };
                reports: {
                    /** @constant */
                    holds?: "reports";
                    disclosed: boolean;
                    delay_us: components["schemas"]["number"];
                    total?: components["schemas"]["$defs-tally"];
                    divisions?: WithRequired<components["schemas"]["$defs-tally"], "division">[];
                    elsewhere?: components["schemas"]["range"];
                    looks?: components["schemas"]["range"];
                    deaths?: components["schemas"]["range"];
                    deaths_unstated?: components["schemas"]["range"];
                } & components["schemas"]["column"];
                record: {
                    /** @enum {unknown} */
                    class: "violation" | "exempt" | "no_violation" | "undetermined";
                    deaths?: components["schemas"]["range"];
                    divisions: components["schemas"]["texts"];
                    first_day: components["schemas"]["$defs-day"];
                    if_accepted: boolean;
                    last_day: components["schemas"]["$defs-day"];
                    place: string;
                    register: string;
                    /** @enum {unknown} */
                    ruling: "no_rule" | "not_due" | "no_violation" | "exempt" | "undetermined" | "conflict" | "violation";
                    source_id: string;
                    surely_there: boolean;
                    where: Record<string, never>;
                };
                counts: {
                    /** @constant */
                    holds?: "counts";
                    stretches: {
                        days_stated: components["schemas"]["number"];
                        first_day: components["schemas"]["$defs-day"];
                        last_day: components["schemas"]["$defs-day"];
                        stated: components["schemas"]["number"];
                        unit: components["schemas"]["$defs-text"];
                    }[];
                    sources: components["schemas"]["texts"];
                } & components["schemas"]["column"];
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
export type operations = Record<string, never>;
