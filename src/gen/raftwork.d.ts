import * as $protobuf from "protobufjs/minimal.js";

/** Namespace raftwork. */
export namespace raftwork {

    /**
     * Properties of a KnownNode.
     * @deprecated Use raftwork.KnownNode.$Properties instead.
     */
    interface IKnownNode extends raftwork.KnownNode.$Properties {
    }

    /** Represents a KnownNode. */
    class KnownNode {

        /**
         * Constructs a new KnownNode.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.KnownNode.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** KnownNode nodeId. */
        nodeId: string;

        /** KnownNode address. */
        address: string;

        /** KnownNode saidAt. */
        saidAt: number;

        /**
         * Encodes the specified KnownNode message. Does not implicitly {@link raftwork.KnownNode.verify|verify} messages.
         * @param message KnownNode message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.KnownNode.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a KnownNode message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.KnownNode & raftwork.KnownNode.$Shape} KnownNode
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.KnownNode & raftwork.KnownNode.$Shape;
    }

    namespace KnownNode {

        /** Properties of a KnownNode. */
        interface $Properties {

            /** KnownNode nodeId */
            nodeId?: (string|null);

            /** KnownNode address */
            address?: (string|null);

            /** KnownNode saidAt */
            saidAt?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a KnownNode. */
        type $Shape = raftwork.KnownNode.$Properties;
    }

    /**
     * Properties of a HelloRequest.
     * @deprecated Use raftwork.HelloRequest.$Properties instead.
     */
    interface IHelloRequest extends raftwork.HelloRequest.$Properties {
    }

    /** Represents a HelloRequest. */
    class HelloRequest {

        /**
         * Constructs a new HelloRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.HelloRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HelloRequest self. */
        self?: (raftwork.KnownNode.$Properties|null);

        /** HelloRequest incarnation. */
        incarnation: number;

        /**
         * Encodes the specified HelloRequest message. Does not implicitly {@link raftwork.HelloRequest.verify|verify} messages.
         * @param message HelloRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.HelloRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HelloRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.HelloRequest & raftwork.HelloRequest.$Shape} HelloRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.HelloRequest & raftwork.HelloRequest.$Shape;
    }

    namespace HelloRequest {

        /** Properties of a HelloRequest. */
        interface $Properties {

            /** HelloRequest self */
            self?: (raftwork.KnownNode.$Properties|null);

            /** HelloRequest incarnation */
            incarnation?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HelloRequest. */
        type $Shape = raftwork.HelloRequest.$Properties;
    }

    /**
     * Properties of a HelloAnswer.
     * @deprecated Use raftwork.HelloAnswer.$Properties instead.
     */
    interface IHelloAnswer extends raftwork.HelloAnswer.$Properties {
    }

    /** Represents a HelloAnswer. */
    class HelloAnswer {

        /**
         * Constructs a new HelloAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.HelloAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HelloAnswer clusterId. */
        clusterId: string;

        /** HelloAnswer incarnation. */
        incarnation: number;

        /** HelloAnswer self. */
        self?: (raftwork.KnownNode.$Properties|null);

        /** HelloAnswer known. */
        known: raftwork.KnownNode.$Properties[];

        /** HelloAnswer removed. */
        removed: boolean;

        /**
         * Encodes the specified HelloAnswer message. Does not implicitly {@link raftwork.HelloAnswer.verify|verify} messages.
         * @param message HelloAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.HelloAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HelloAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.HelloAnswer & raftwork.HelloAnswer.$Shape} HelloAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.HelloAnswer & raftwork.HelloAnswer.$Shape;
    }

    namespace HelloAnswer {

        /** Properties of a HelloAnswer. */
        interface $Properties {

            /** HelloAnswer clusterId */
            clusterId?: (string|null);

            /** HelloAnswer incarnation */
            incarnation?: (number|null);

            /** HelloAnswer self */
            self?: (raftwork.KnownNode.$Properties|null);

            /** HelloAnswer known */
            known?: (raftwork.KnownNode.$Properties[]|null);

            /** HelloAnswer removed */
            removed?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HelloAnswer. */
        type $Shape = raftwork.HelloAnswer.$Properties;
    }

    /**
     * Properties of a JoinRequest.
     * @deprecated Use raftwork.JoinRequest.$Properties instead.
     */
    interface IJoinRequest extends raftwork.JoinRequest.$Properties {
    }

    /** Represents a JoinRequest. */
    class JoinRequest {

        /**
         * Constructs a new JoinRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.JoinRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JoinRequest nodeId. */
        nodeId: string;

        /** JoinRequest incarnation. */
        incarnation: number;

        /** JoinRequest address. */
        address: string;

        /** JoinRequest commandLevel. */
        commandLevel: number;

        /**
         * Encodes the specified JoinRequest message. Does not implicitly {@link raftwork.JoinRequest.verify|verify} messages.
         * @param message JoinRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.JoinRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JoinRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.JoinRequest & raftwork.JoinRequest.$Shape} JoinRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.JoinRequest & raftwork.JoinRequest.$Shape;
    }

    namespace JoinRequest {

        /** Properties of a JoinRequest. */
        interface $Properties {

            /** JoinRequest nodeId */
            nodeId?: (string|null);

            /** JoinRequest incarnation */
            incarnation?: (number|null);

            /** JoinRequest address */
            address?: (string|null);

            /** JoinRequest commandLevel */
            commandLevel?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JoinRequest. */
        type $Shape = raftwork.JoinRequest.$Properties;
    }

    /**
     * Properties of a JoinAnswer.
     * @deprecated Use raftwork.JoinAnswer.$Properties instead.
     */
    interface IJoinAnswer extends raftwork.JoinAnswer.$Properties {
    }

    /** Represents a JoinAnswer. */
    class JoinAnswer {

        /**
         * Constructs a new JoinAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.JoinAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JoinAnswer outcome. */
        outcome: number;

        /** JoinAnswer clusterId. */
        clusterId: string;

        /** JoinAnswer replicaId. */
        replicaId: number;

        /** JoinAnswer known. */
        known: raftwork.KnownNode.$Properties[];

        /** JoinAnswer leaderAddress. */
        leaderAddress: string;

        /** JoinAnswer reason. */
        reason: string;

        /** JoinAnswer incarnation. */
        incarnation: number;

        /**
         * Encodes the specified JoinAnswer message. Does not implicitly {@link raftwork.JoinAnswer.verify|verify} messages.
         * @param message JoinAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.JoinAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JoinAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.JoinAnswer & raftwork.JoinAnswer.$Shape} JoinAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.JoinAnswer & raftwork.JoinAnswer.$Shape;
    }

    namespace JoinAnswer {

        /** Properties of a JoinAnswer. */
        interface $Properties {

            /** JoinAnswer outcome */
            outcome?: (number|null);

            /** JoinAnswer clusterId */
            clusterId?: (string|null);

            /** JoinAnswer replicaId */
            replicaId?: (number|null);

            /** JoinAnswer known */
            known?: (raftwork.KnownNode.$Properties[]|null);

            /** JoinAnswer leaderAddress */
            leaderAddress?: (string|null);

            /** JoinAnswer reason */
            reason?: (string|null);

            /** JoinAnswer incarnation */
            incarnation?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JoinAnswer. */
        type $Shape = raftwork.JoinAnswer.$Properties;
    }

    /**
     * Properties of a LeaveRequest.
     * @deprecated Use raftwork.LeaveRequest.$Properties instead.
     */
    interface ILeaveRequest extends raftwork.LeaveRequest.$Properties {
    }

    /** Represents a LeaveRequest. */
    class LeaveRequest {

        /**
         * Constructs a new LeaveRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.LeaveRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LeaveRequest nodeId. */
        nodeId: string;

        /**
         * Encodes the specified LeaveRequest message. Does not implicitly {@link raftwork.LeaveRequest.verify|verify} messages.
         * @param message LeaveRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.LeaveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LeaveRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.LeaveRequest & raftwork.LeaveRequest.$Shape} LeaveRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.LeaveRequest & raftwork.LeaveRequest.$Shape;
    }

    namespace LeaveRequest {

        /** Properties of a LeaveRequest. */
        interface $Properties {

            /** LeaveRequest nodeId */
            nodeId?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LeaveRequest. */
        type $Shape = raftwork.LeaveRequest.$Properties;
    }

    /**
     * Properties of a LeaveAnswer.
     * @deprecated Use raftwork.LeaveAnswer.$Properties instead.
     */
    interface ILeaveAnswer extends raftwork.LeaveAnswer.$Properties {
    }

    /** Represents a LeaveAnswer. */
    class LeaveAnswer {

        /**
         * Constructs a new LeaveAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.LeaveAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LeaveAnswer outcome. */
        outcome: number;

        /**
         * Encodes the specified LeaveAnswer message. Does not implicitly {@link raftwork.LeaveAnswer.verify|verify} messages.
         * @param message LeaveAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.LeaveAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LeaveAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.LeaveAnswer & raftwork.LeaveAnswer.$Shape} LeaveAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.LeaveAnswer & raftwork.LeaveAnswer.$Shape;
    }

    namespace LeaveAnswer {

        /** Properties of a LeaveAnswer. */
        interface $Properties {

            /** LeaveAnswer outcome */
            outcome?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LeaveAnswer. */
        type $Shape = raftwork.LeaveAnswer.$Properties;
    }

    /**
     * Properties of a PublishRequest.
     * @deprecated Use raftwork.PublishRequest.$Properties instead.
     */
    interface IPublishRequest extends raftwork.PublishRequest.$Properties {
    }

    /** Represents a PublishRequest. */
    class PublishRequest {

        /**
         * Constructs a new PublishRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PublishRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PublishRequest nodeId. */
        nodeId: string;

        /** PublishRequest incarnation. */
        incarnation: number;

        /** PublishRequest commandLevel. */
        commandLevel: number;

        /** PublishRequest workflows. */
        workflows: raftwork.PublishedWorkflow.$Properties[];

        /**
         * Encodes the specified PublishRequest message. Does not implicitly {@link raftwork.PublishRequest.verify|verify} messages.
         * @param message PublishRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PublishRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PublishRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PublishRequest & raftwork.PublishRequest.$Shape} PublishRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PublishRequest & raftwork.PublishRequest.$Shape;
    }

    namespace PublishRequest {

        /** Properties of a PublishRequest. */
        interface $Properties {

            /** PublishRequest nodeId */
            nodeId?: (string|null);

            /** PublishRequest incarnation */
            incarnation?: (number|null);

            /** PublishRequest commandLevel */
            commandLevel?: (number|null);

            /** PublishRequest workflows */
            workflows?: (raftwork.PublishedWorkflow.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PublishRequest. */
        type $Shape = raftwork.PublishRequest.$Properties;
    }

    /**
     * Properties of a PublishAnswer.
     * @deprecated Use raftwork.PublishAnswer.$Properties instead.
     */
    interface IPublishAnswer extends raftwork.PublishAnswer.$Properties {
    }

    /** Represents a PublishAnswer. */
    class PublishAnswer {

        /**
         * Constructs a new PublishAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PublishAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PublishAnswer outcome. */
        outcome: number;

        /**
         * Encodes the specified PublishAnswer message. Does not implicitly {@link raftwork.PublishAnswer.verify|verify} messages.
         * @param message PublishAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PublishAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PublishAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PublishAnswer & raftwork.PublishAnswer.$Shape} PublishAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PublishAnswer & raftwork.PublishAnswer.$Shape;
    }

    namespace PublishAnswer {

        /** Properties of a PublishAnswer. */
        interface $Properties {

            /** PublishAnswer outcome */
            outcome?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PublishAnswer. */
        type $Shape = raftwork.PublishAnswer.$Properties;
    }

    /**
     * Properties of a GroupCall.
     * @deprecated Use raftwork.GroupCall.$Properties instead.
     */
    interface IGroupCall extends raftwork.GroupCall.$Properties {
    }

    /** Represents a GroupCall. */
    class GroupCall {

        /**
         * Constructs a new GroupCall.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.GroupCall.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GroupCall group. */
        group: number;

        /** GroupCall command. */
        command: Uint8Array;

        /**
         * Encodes the specified GroupCall message. Does not implicitly {@link raftwork.GroupCall.verify|verify} messages.
         * @param message GroupCall message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.GroupCall.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GroupCall message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.GroupCall & raftwork.GroupCall.$Shape} GroupCall
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.GroupCall & raftwork.GroupCall.$Shape;
    }

    namespace GroupCall {

        /** Properties of a GroupCall. */
        interface $Properties {

            /** GroupCall group */
            group?: (number|null);

            /** GroupCall command */
            command?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GroupCall. */
        type $Shape = raftwork.GroupCall.$Properties;
    }

    /**
     * Properties of a GroupCallAnswer.
     * @deprecated Use raftwork.GroupCallAnswer.$Properties instead.
     */
    interface IGroupCallAnswer extends raftwork.GroupCallAnswer.$Properties {
    }

    /** Represents a GroupCallAnswer. */
    class GroupCallAnswer {

        /**
         * Constructs a new GroupCallAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.GroupCallAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GroupCallAnswer outcome. */
        outcome: number;

        /** GroupCallAnswer index. */
        index: number;

        /** GroupCallAnswer limitBytes. */
        limitBytes: number;

        /** GroupCallAnswer inFlightBytes. */
        inFlightBytes: number;

        /** GroupCallAnswer knownLevel. */
        knownLevel: number;

        /**
         * Encodes the specified GroupCallAnswer message. Does not implicitly {@link raftwork.GroupCallAnswer.verify|verify} messages.
         * @param message GroupCallAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.GroupCallAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GroupCallAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.GroupCallAnswer & raftwork.GroupCallAnswer.$Shape} GroupCallAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.GroupCallAnswer & raftwork.GroupCallAnswer.$Shape;
    }

    namespace GroupCallAnswer {

        /** Properties of a GroupCallAnswer. */
        interface $Properties {

            /** GroupCallAnswer outcome */
            outcome?: (number|null);

            /** GroupCallAnswer index */
            index?: (number|null);

            /** GroupCallAnswer limitBytes */
            limitBytes?: (number|null);

            /** GroupCallAnswer inFlightBytes */
            inFlightBytes?: (number|null);

            /** GroupCallAnswer knownLevel */
            knownLevel?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GroupCallAnswer. */
        type $Shape = raftwork.GroupCallAnswer.$Properties;
    }

    /**
     * Properties of a PrepareRequest.
     * @deprecated Use raftwork.PrepareRequest.$Properties instead.
     */
    interface IPrepareRequest extends raftwork.PrepareRequest.$Properties {
    }

    /** Represents a PrepareRequest. */
    class PrepareRequest {

        /**
         * Constructs a new PrepareRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PrepareRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PrepareRequest name. */
        name: string;

        /** PrepareRequest version. */
        version: number;

        /** PrepareRequest input. */
        input: Uint8Array;

        /**
         * Encodes the specified PrepareRequest message. Does not implicitly {@link raftwork.PrepareRequest.verify|verify} messages.
         * @param message PrepareRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PrepareRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PrepareRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PrepareRequest & raftwork.PrepareRequest.$Shape} PrepareRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PrepareRequest & raftwork.PrepareRequest.$Shape;
    }

    namespace PrepareRequest {

        /** Properties of a PrepareRequest. */
        interface $Properties {

            /** PrepareRequest name */
            name?: (string|null);

            /** PrepareRequest version */
            version?: (number|null);

            /** PrepareRequest input */
            input?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PrepareRequest. */
        type $Shape = raftwork.PrepareRequest.$Properties;
    }

    /**
     * Properties of a PrepareAnswer.
     * @deprecated Use raftwork.PrepareAnswer.$Properties instead.
     */
    interface IPrepareAnswer extends raftwork.PrepareAnswer.$Properties {
    }

    /** Represents a PrepareAnswer. */
    class PrepareAnswer {

        /**
         * Constructs a new PrepareAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PrepareAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PrepareAnswer outcome. */
        outcome: number;

        /** PrepareAnswer input. */
        input: Uint8Array;

        /** PrepareAnswer runTimeoutMs. */
        runTimeoutMs: number;

        /** PrepareAnswer retentionMs. */
        retentionMs: number;

        /** PrepareAnswer issues. */
        issues: raftwork.InputIssue.$Properties[];

        /** PrepareAnswer failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /**
         * Encodes the specified PrepareAnswer message. Does not implicitly {@link raftwork.PrepareAnswer.verify|verify} messages.
         * @param message PrepareAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PrepareAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PrepareAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PrepareAnswer & raftwork.PrepareAnswer.$Shape} PrepareAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PrepareAnswer & raftwork.PrepareAnswer.$Shape;
    }

    namespace PrepareAnswer {

        /** Properties of a PrepareAnswer. */
        interface $Properties {

            /** PrepareAnswer outcome */
            outcome?: (number|null);

            /** PrepareAnswer input */
            input?: (Uint8Array|null);

            /** PrepareAnswer runTimeoutMs */
            runTimeoutMs?: (number|null);

            /** PrepareAnswer retentionMs */
            retentionMs?: (number|null);

            /** PrepareAnswer issues */
            issues?: (raftwork.InputIssue.$Properties[]|null);

            /** PrepareAnswer failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PrepareAnswer. */
        type $Shape = raftwork.PrepareAnswer.$Properties;
    }

    /**
     * Properties of an InputIssue.
     * @deprecated Use raftwork.InputIssue.$Properties instead.
     */
    interface IInputIssue extends raftwork.InputIssue.$Properties {
    }

    /** Represents an InputIssue. */
    class InputIssue {

        /**
         * Constructs a new InputIssue.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.InputIssue.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** InputIssue message. */
        message: string;

        /** InputIssue path. */
        path: string;

        /**
         * Encodes the specified InputIssue message. Does not implicitly {@link raftwork.InputIssue.verify|verify} messages.
         * @param message InputIssue message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.InputIssue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an InputIssue message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.InputIssue & raftwork.InputIssue.$Shape} InputIssue
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.InputIssue & raftwork.InputIssue.$Shape;
    }

    namespace InputIssue {

        /** Properties of an InputIssue. */
        interface $Properties {

            /** InputIssue message */
            message?: (string|null);

            /** InputIssue path */
            path?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an InputIssue. */
        type $Shape = raftwork.InputIssue.$Properties;
    }

    /**
     * Properties of a Batch.
     * @deprecated Use raftwork.Batch.$Properties instead.
     */
    interface IBatch extends raftwork.Batch.$Properties {
    }

    /** Represents a Batch. */
    class Batch {

        /**
         * Constructs a new Batch.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Batch.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Batch machineTime. */
        machineTime: number;

        /** Batch commands. */
        commands: Uint8Array[];

        /**
         * Encodes the specified Batch message. Does not implicitly {@link raftwork.Batch.verify|verify} messages.
         * @param message Batch message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Batch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Batch message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Batch & raftwork.Batch.$Shape} Batch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Batch & raftwork.Batch.$Shape;
    }

    namespace Batch {

        /** Properties of a Batch. */
        interface $Properties {

            /** Batch machineTime */
            machineTime?: (number|null);

            /** Batch commands */
            commands?: (Uint8Array[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Batch. */
        type $Shape = raftwork.Batch.$Properties;
    }

    /**
     * Properties of a Command.
     * @deprecated Use raftwork.Command.$Properties instead.
     */
    interface ICommand extends raftwork.Command.$Properties {
    }

    /** Represents a Command. */
    class Command {

        /**
         * Constructs a new Command.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Command.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Command runStart. */
        runStart?: (raftwork.RunStart.$Properties|null);

        /** Command checkpoint. */
        checkpoint?: (raftwork.Checkpoint.$Properties|null);

        /** Command stepAttemptStarted. */
        stepAttemptStarted?: (raftwork.StepAttemptStarted.$Properties|null);

        /** Command stepAttemptFailed. */
        stepAttemptFailed?: (raftwork.StepAttemptFailed.$Properties|null);

        /** Command stepHeartbeat. */
        stepHeartbeat?: (raftwork.StepHeartbeat.$Properties|null);

        /** Command timerSet. */
        timerSet?: (raftwork.TimerSet.$Properties|null);

        /** Command timerFired. */
        timerFired?: (raftwork.TimerFired.$Properties|null);

        /** Command timerCancelled. */
        timerCancelled?: (raftwork.TimerCancelled.$Properties|null);

        /** Command signal. */
        signal?: (raftwork.Signal.$Properties|null);

        /** Command cancel. */
        cancel?: (raftwork.Cancel.$Properties|null);

        /** Command terminate. */
        terminate?: (raftwork.Terminate.$Properties|null);

        /** Command runParked. */
        runParked?: (raftwork.RunParked.$Properties|null);

        /** Command runComplete. */
        runComplete?: (raftwork.RunComplete.$Properties|null);

        /** Command runFail. */
        runFail?: (raftwork.RunFail.$Properties|null);

        /** Command retire. */
        retire?: (raftwork.Retire.$Properties|null);

        /** Command memberJoin. */
        memberJoin?: (raftwork.MemberJoin.$Properties|null);

        /** Command memberLeave. */
        memberLeave?: (raftwork.MemberLeave.$Properties|null);

        /** Command memberPublish. */
        memberPublish?: (raftwork.MemberPublish.$Properties|null);

        /** Command kind. */
        kind?: ("runStart"|"checkpoint"|"stepAttemptStarted"|"stepAttemptFailed"|"stepHeartbeat"|"timerSet"|"timerFired"|"timerCancelled"|"signal"|"cancel"|"terminate"|"runParked"|"runComplete"|"runFail"|"retire"|"memberJoin"|"memberLeave"|"memberPublish");

        /**
         * Encodes the specified Command message. Does not implicitly {@link raftwork.Command.verify|verify} messages.
         * @param message Command message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Command message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Command & raftwork.Command.$Shape} Command
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Command & raftwork.Command.$Shape;
    }

    namespace Command {

        /** Properties of a Command. */
        interface $Properties {

            /** Command runStart */
            runStart?: (raftwork.RunStart.$Properties|null);

            /** Command checkpoint */
            checkpoint?: (raftwork.Checkpoint.$Properties|null);

            /** Command stepAttemptStarted */
            stepAttemptStarted?: (raftwork.StepAttemptStarted.$Properties|null);

            /** Command stepAttemptFailed */
            stepAttemptFailed?: (raftwork.StepAttemptFailed.$Properties|null);

            /** Command stepHeartbeat */
            stepHeartbeat?: (raftwork.StepHeartbeat.$Properties|null);

            /** Command timerSet */
            timerSet?: (raftwork.TimerSet.$Properties|null);

            /** Command timerFired */
            timerFired?: (raftwork.TimerFired.$Properties|null);

            /** Command timerCancelled */
            timerCancelled?: (raftwork.TimerCancelled.$Properties|null);

            /** Command signal */
            signal?: (raftwork.Signal.$Properties|null);

            /** Command cancel */
            cancel?: (raftwork.Cancel.$Properties|null);

            /** Command terminate */
            terminate?: (raftwork.Terminate.$Properties|null);

            /** Command runParked */
            runParked?: (raftwork.RunParked.$Properties|null);

            /** Command runComplete */
            runComplete?: (raftwork.RunComplete.$Properties|null);

            /** Command runFail */
            runFail?: (raftwork.RunFail.$Properties|null);

            /** Command retire */
            retire?: (raftwork.Retire.$Properties|null);

            /** Command memberJoin */
            memberJoin?: (raftwork.MemberJoin.$Properties|null);

            /** Command memberLeave */
            memberLeave?: (raftwork.MemberLeave.$Properties|null);

            /** Command memberPublish */
            memberPublish?: (raftwork.MemberPublish.$Properties|null);

            /** Command kind */
            kind?: ("runStart"|"checkpoint"|"stepAttemptStarted"|"stepAttemptFailed"|"stepHeartbeat"|"timerSet"|"timerFired"|"timerCancelled"|"signal"|"cancel"|"terminate"|"runParked"|"runComplete"|"runFail"|"retire"|"memberJoin"|"memberLeave"|"memberPublish");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a Command. */
        type $Shape = {
          runStart?: raftwork.RunStart.$Shape|null;
          checkpoint?: raftwork.Checkpoint.$Shape|null;
          stepAttemptStarted?: raftwork.StepAttemptStarted.$Shape|null;
          stepAttemptFailed?: raftwork.StepAttemptFailed.$Shape|null;
          stepHeartbeat?: raftwork.StepHeartbeat.$Shape|null;
          timerSet?: raftwork.TimerSet.$Shape|null;
          timerFired?: raftwork.TimerFired.$Shape|null;
          timerCancelled?: raftwork.TimerCancelled.$Shape|null;
          signal?: raftwork.Signal.$Shape|null;
          cancel?: raftwork.Cancel.$Shape|null;
          terminate?: raftwork.Terminate.$Shape|null;
          runParked?: raftwork.RunParked.$Shape|null;
          runComplete?: raftwork.RunComplete.$Shape|null;
          runFail?: raftwork.RunFail.$Shape|null;
          retire?: raftwork.Retire.$Shape|null;
          memberJoin?: raftwork.MemberJoin.$Shape|null;
          memberLeave?: raftwork.MemberLeave.$Shape|null;
          memberPublish?: raftwork.MemberPublish.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ kind?: undefined; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runStart"; runStart: raftwork.RunStart.$Shape; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "checkpoint"; runStart?: null; checkpoint: raftwork.Checkpoint.$Shape; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "stepAttemptStarted"; runStart?: null; checkpoint?: null; stepAttemptStarted: raftwork.StepAttemptStarted.$Shape; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "stepAttemptFailed"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed: raftwork.StepAttemptFailed.$Shape; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "stepHeartbeat"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat: raftwork.StepHeartbeat.$Shape; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "timerSet"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet: raftwork.TimerSet.$Shape; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "timerFired"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired: raftwork.TimerFired.$Shape; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "timerCancelled"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled: raftwork.TimerCancelled.$Shape; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "signal"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal: raftwork.Signal.$Shape; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "cancel"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel: raftwork.Cancel.$Shape; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "terminate"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate: raftwork.Terminate.$Shape; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runParked"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked: raftwork.RunParked.$Shape; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runComplete"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete: raftwork.RunComplete.$Shape; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runFail"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail: raftwork.RunFail.$Shape; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "retire"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire: raftwork.Retire.$Shape; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "memberJoin"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin: raftwork.MemberJoin.$Shape; memberLeave?: null; memberPublish?: null }|{ kind?: "memberLeave"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave: raftwork.MemberLeave.$Shape; memberPublish?: null }|{ kind?: "memberPublish"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish: raftwork.MemberPublish.$Shape })
        );
    }

    /**
     * Properties of a Failure.
     * @deprecated Use raftwork.Failure.$Properties instead.
     */
    interface IFailure extends raftwork.Failure.$Properties {
    }

    /** Represents a Failure. */
    class Failure {

        /**
         * Constructs a new Failure.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Failure.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Failure name. */
        name: string;

        /** Failure message. */
        message: string;

        /** Failure stack. */
        stack: string;

        /** Failure code. */
        code: string;

        /** Failure fields. */
        fields: Uint8Array;

        /** Failure cause. */
        cause?: (raftwork.Failure.$Properties|null);

        /** Failure errors. */
        errors: raftwork.Failure.$Properties[];

        /**
         * Encodes the specified Failure message. Does not implicitly {@link raftwork.Failure.verify|verify} messages.
         * @param message Failure message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Failure message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Failure & raftwork.Failure.$Shape} Failure
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Failure & raftwork.Failure.$Shape;
    }

    namespace Failure {

        /** Properties of a Failure. */
        interface $Properties {

            /** Failure name */
            name?: (string|null);

            /** Failure message */
            message?: (string|null);

            /** Failure stack */
            stack?: (string|null);

            /** Failure code */
            code?: (string|null);

            /** Failure fields */
            fields?: (Uint8Array|null);

            /** Failure cause */
            cause?: (raftwork.Failure.$Properties|null);

            /** Failure errors */
            errors?: (raftwork.Failure.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Failure. */
        type $Shape = raftwork.Failure.$Properties;
    }

    /**
     * Properties of a RunStart.
     * @deprecated Use raftwork.RunStart.$Properties instead.
     */
    interface IRunStart extends raftwork.RunStart.$Properties {
    }

    /** Represents a RunStart. */
    class RunStart {

        /**
         * Constructs a new RunStart.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunStart.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunStart workflowId. */
        workflowId: string;

        /** RunStart runId. */
        runId: Uint8Array;

        /** RunStart requestId. */
        requestId: Uint8Array;

        /** RunStart workflowName. */
        workflowName: string;

        /** RunStart workflowVersion. */
        workflowVersion: number;

        /** RunStart input. */
        input: Uint8Array;

        /** RunStart ifRunning. */
        ifRunning: number;

        /** RunStart ifClosed. */
        ifClosed: number;

        /** RunStart runTimeoutMs. */
        runTimeoutMs: number;

        /** RunStart startDelayMs. */
        startDelayMs: number;

        /** RunStart attributes. */
        attributes: Uint8Array;

        /** RunStart memo. */
        memo: Uint8Array;

        /** RunStart retentionMs. */
        retentionMs: number;

        /** RunStart historyEventsMax. */
        historyEventsMax: number;

        /** RunStart historyBytesMax. */
        historyBytesMax: number;

        /**
         * Encodes the specified RunStart message. Does not implicitly {@link raftwork.RunStart.verify|verify} messages.
         * @param message RunStart message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunStart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunStart message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunStart & raftwork.RunStart.$Shape} RunStart
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunStart & raftwork.RunStart.$Shape;
    }

    namespace RunStart {

        /** Properties of a RunStart. */
        interface $Properties {

            /** RunStart workflowId */
            workflowId?: (string|null);

            /** RunStart runId */
            runId?: (Uint8Array|null);

            /** RunStart requestId */
            requestId?: (Uint8Array|null);

            /** RunStart workflowName */
            workflowName?: (string|null);

            /** RunStart workflowVersion */
            workflowVersion?: (number|null);

            /** RunStart input */
            input?: (Uint8Array|null);

            /** RunStart ifRunning */
            ifRunning?: (number|null);

            /** RunStart ifClosed */
            ifClosed?: (number|null);

            /** RunStart runTimeoutMs */
            runTimeoutMs?: (number|null);

            /** RunStart startDelayMs */
            startDelayMs?: (number|null);

            /** RunStart attributes */
            attributes?: (Uint8Array|null);

            /** RunStart memo */
            memo?: (Uint8Array|null);

            /** RunStart retentionMs */
            retentionMs?: (number|null);

            /** RunStart historyEventsMax */
            historyEventsMax?: (number|null);

            /** RunStart historyBytesMax */
            historyBytesMax?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunStart. */
        type $Shape = raftwork.RunStart.$Properties;
    }

    /**
     * Properties of a Checkpoint.
     * @deprecated Use raftwork.Checkpoint.$Properties instead.
     */
    interface ICheckpoint extends raftwork.Checkpoint.$Properties {
    }

    /** Represents a Checkpoint. */
    class Checkpoint {

        /**
         * Constructs a new Checkpoint.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Checkpoint.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Checkpoint workflowId. */
        workflowId: string;

        /** Checkpoint runId. */
        runId: Uint8Array;

        /** Checkpoint key. */
        key: string;

        /** Checkpoint value. */
        value: Uint8Array;

        /** Checkpoint failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /**
         * Encodes the specified Checkpoint message. Does not implicitly {@link raftwork.Checkpoint.verify|verify} messages.
         * @param message Checkpoint message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Checkpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Checkpoint message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Checkpoint & raftwork.Checkpoint.$Shape} Checkpoint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Checkpoint & raftwork.Checkpoint.$Shape;
    }

    namespace Checkpoint {

        /** Properties of a Checkpoint. */
        interface $Properties {

            /** Checkpoint workflowId */
            workflowId?: (string|null);

            /** Checkpoint runId */
            runId?: (Uint8Array|null);

            /** Checkpoint key */
            key?: (string|null);

            /** Checkpoint value */
            value?: (Uint8Array|null);

            /** Checkpoint failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Checkpoint. */
        type $Shape = raftwork.Checkpoint.$Properties;
    }

    /**
     * Properties of a StepAttemptStarted.
     * @deprecated Use raftwork.StepAttemptStarted.$Properties instead.
     */
    interface IStepAttemptStarted extends raftwork.StepAttemptStarted.$Properties {
    }

    /** Represents a StepAttemptStarted. */
    class StepAttemptStarted {

        /**
         * Constructs a new StepAttemptStarted.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.StepAttemptStarted.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepAttemptStarted workflowId. */
        workflowId: string;

        /** StepAttemptStarted runId. */
        runId: Uint8Array;

        /** StepAttemptStarted key. */
        key: string;

        /** StepAttemptStarted attempt. */
        attempt: number;

        /** StepAttemptStarted interrupted. */
        interrupted: boolean;

        /**
         * Encodes the specified StepAttemptStarted message. Does not implicitly {@link raftwork.StepAttemptStarted.verify|verify} messages.
         * @param message StepAttemptStarted message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.StepAttemptStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepAttemptStarted message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.StepAttemptStarted & raftwork.StepAttemptStarted.$Shape} StepAttemptStarted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.StepAttemptStarted & raftwork.StepAttemptStarted.$Shape;
    }

    namespace StepAttemptStarted {

        /** Properties of a StepAttemptStarted. */
        interface $Properties {

            /** StepAttemptStarted workflowId */
            workflowId?: (string|null);

            /** StepAttemptStarted runId */
            runId?: (Uint8Array|null);

            /** StepAttemptStarted key */
            key?: (string|null);

            /** StepAttemptStarted attempt */
            attempt?: (number|null);

            /** StepAttemptStarted interrupted */
            interrupted?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepAttemptStarted. */
        type $Shape = raftwork.StepAttemptStarted.$Properties;
    }

    /**
     * Properties of a StepAttemptFailed.
     * @deprecated Use raftwork.StepAttemptFailed.$Properties instead.
     */
    interface IStepAttemptFailed extends raftwork.StepAttemptFailed.$Properties {
    }

    /** Represents a StepAttemptFailed. */
    class StepAttemptFailed {

        /**
         * Constructs a new StepAttemptFailed.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.StepAttemptFailed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepAttemptFailed workflowId. */
        workflowId: string;

        /** StepAttemptFailed runId. */
        runId: Uint8Array;

        /** StepAttemptFailed key. */
        key: string;

        /** StepAttemptFailed attempt. */
        attempt: number;

        /** StepAttemptFailed failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /** StepAttemptFailed retryDelayMs. */
        retryDelayMs: number;

        /** StepAttemptFailed lastHeartbeat. */
        lastHeartbeat: Uint8Array;

        /**
         * Encodes the specified StepAttemptFailed message. Does not implicitly {@link raftwork.StepAttemptFailed.verify|verify} messages.
         * @param message StepAttemptFailed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.StepAttemptFailed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepAttemptFailed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.StepAttemptFailed & raftwork.StepAttemptFailed.$Shape} StepAttemptFailed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.StepAttemptFailed & raftwork.StepAttemptFailed.$Shape;
    }

    namespace StepAttemptFailed {

        /** Properties of a StepAttemptFailed. */
        interface $Properties {

            /** StepAttemptFailed workflowId */
            workflowId?: (string|null);

            /** StepAttemptFailed runId */
            runId?: (Uint8Array|null);

            /** StepAttemptFailed key */
            key?: (string|null);

            /** StepAttemptFailed attempt */
            attempt?: (number|null);

            /** StepAttemptFailed failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** StepAttemptFailed retryDelayMs */
            retryDelayMs?: (number|null);

            /** StepAttemptFailed lastHeartbeat */
            lastHeartbeat?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepAttemptFailed. */
        type $Shape = raftwork.StepAttemptFailed.$Properties;
    }

    /**
     * Properties of a StepHeartbeat.
     * @deprecated Use raftwork.StepHeartbeat.$Properties instead.
     */
    interface IStepHeartbeat extends raftwork.StepHeartbeat.$Properties {
    }

    /** Represents a StepHeartbeat. */
    class StepHeartbeat {

        /**
         * Constructs a new StepHeartbeat.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.StepHeartbeat.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepHeartbeat workflowId. */
        workflowId: string;

        /** StepHeartbeat runId. */
        runId: Uint8Array;

        /** StepHeartbeat key. */
        key: string;

        /** StepHeartbeat attempt. */
        attempt: number;

        /** StepHeartbeat details. */
        details: Uint8Array;

        /**
         * Encodes the specified StepHeartbeat message. Does not implicitly {@link raftwork.StepHeartbeat.verify|verify} messages.
         * @param message StepHeartbeat message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.StepHeartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepHeartbeat message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.StepHeartbeat & raftwork.StepHeartbeat.$Shape} StepHeartbeat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.StepHeartbeat & raftwork.StepHeartbeat.$Shape;
    }

    namespace StepHeartbeat {

        /** Properties of a StepHeartbeat. */
        interface $Properties {

            /** StepHeartbeat workflowId */
            workflowId?: (string|null);

            /** StepHeartbeat runId */
            runId?: (Uint8Array|null);

            /** StepHeartbeat key */
            key?: (string|null);

            /** StepHeartbeat attempt */
            attempt?: (number|null);

            /** StepHeartbeat details */
            details?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepHeartbeat. */
        type $Shape = raftwork.StepHeartbeat.$Properties;
    }

    /**
     * Properties of a TimerSet.
     * @deprecated Use raftwork.TimerSet.$Properties instead.
     */
    interface ITimerSet extends raftwork.TimerSet.$Properties {
    }

    /** Represents a TimerSet. */
    class TimerSet {

        /**
         * Constructs a new TimerSet.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.TimerSet.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TimerSet workflowId. */
        workflowId: string;

        /** TimerSet runId. */
        runId: Uint8Array;

        /** TimerSet key. */
        key: string;

        /** TimerSet durationMs. */
        durationMs: number;

        /** TimerSet deadlineMs. */
        deadlineMs?: (number|null);

        /**
         * Encodes the specified TimerSet message. Does not implicitly {@link raftwork.TimerSet.verify|verify} messages.
         * @param message TimerSet message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.TimerSet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimerSet message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.TimerSet & raftwork.TimerSet.$Shape} TimerSet
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.TimerSet & raftwork.TimerSet.$Shape;
    }

    namespace TimerSet {

        /** Properties of a TimerSet. */
        interface $Properties {

            /** TimerSet workflowId */
            workflowId?: (string|null);

            /** TimerSet runId */
            runId?: (Uint8Array|null);

            /** TimerSet key */
            key?: (string|null);

            /** TimerSet durationMs */
            durationMs?: (number|null);

            /** TimerSet deadlineMs */
            deadlineMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TimerSet. */
        type $Shape = raftwork.TimerSet.$Properties;
    }

    /**
     * Properties of a TimerFired.
     * @deprecated Use raftwork.TimerFired.$Properties instead.
     */
    interface ITimerFired extends raftwork.TimerFired.$Properties {
    }

    /** Represents a TimerFired. */
    class TimerFired {

        /**
         * Constructs a new TimerFired.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.TimerFired.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TimerFired workflowId. */
        workflowId: string;

        /** TimerFired runId. */
        runId: Uint8Array;

        /** TimerFired key. */
        key: string;

        /**
         * Encodes the specified TimerFired message. Does not implicitly {@link raftwork.TimerFired.verify|verify} messages.
         * @param message TimerFired message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.TimerFired.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimerFired message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.TimerFired & raftwork.TimerFired.$Shape} TimerFired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.TimerFired & raftwork.TimerFired.$Shape;
    }

    namespace TimerFired {

        /** Properties of a TimerFired. */
        interface $Properties {

            /** TimerFired workflowId */
            workflowId?: (string|null);

            /** TimerFired runId */
            runId?: (Uint8Array|null);

            /** TimerFired key */
            key?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TimerFired. */
        type $Shape = raftwork.TimerFired.$Properties;
    }

    /**
     * Properties of a TimerCancelled.
     * @deprecated Use raftwork.TimerCancelled.$Properties instead.
     */
    interface ITimerCancelled extends raftwork.TimerCancelled.$Properties {
    }

    /** Represents a TimerCancelled. */
    class TimerCancelled {

        /**
         * Constructs a new TimerCancelled.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.TimerCancelled.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TimerCancelled workflowId. */
        workflowId: string;

        /** TimerCancelled runId. */
        runId: Uint8Array;

        /** TimerCancelled key. */
        key: string;

        /**
         * Encodes the specified TimerCancelled message. Does not implicitly {@link raftwork.TimerCancelled.verify|verify} messages.
         * @param message TimerCancelled message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.TimerCancelled.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimerCancelled message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.TimerCancelled & raftwork.TimerCancelled.$Shape} TimerCancelled
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.TimerCancelled & raftwork.TimerCancelled.$Shape;
    }

    namespace TimerCancelled {

        /** Properties of a TimerCancelled. */
        interface $Properties {

            /** TimerCancelled workflowId */
            workflowId?: (string|null);

            /** TimerCancelled runId */
            runId?: (Uint8Array|null);

            /** TimerCancelled key */
            key?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TimerCancelled. */
        type $Shape = raftwork.TimerCancelled.$Properties;
    }

    /**
     * Properties of a Signal.
     * @deprecated Use raftwork.Signal.$Properties instead.
     */
    interface ISignal extends raftwork.Signal.$Properties {
    }

    /** Represents a Signal. */
    class Signal {

        /**
         * Constructs a new Signal.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Signal.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Signal workflowId. */
        workflowId: string;

        /** Signal runNumber. */
        runNumber: number;

        /** Signal requestId. */
        requestId: Uint8Array;

        /** Signal name. */
        name: string;

        /** Signal payload. */
        payload: Uint8Array;

        /** Signal historyEventsMax. */
        historyEventsMax: number;

        /** Signal historyBytesMax. */
        historyBytesMax: number;

        /**
         * Encodes the specified Signal message. Does not implicitly {@link raftwork.Signal.verify|verify} messages.
         * @param message Signal message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Signal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Signal message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Signal & raftwork.Signal.$Shape} Signal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Signal & raftwork.Signal.$Shape;
    }

    namespace Signal {

        /** Properties of a Signal. */
        interface $Properties {

            /** Signal workflowId */
            workflowId?: (string|null);

            /** Signal runNumber */
            runNumber?: (number|null);

            /** Signal requestId */
            requestId?: (Uint8Array|null);

            /** Signal name */
            name?: (string|null);

            /** Signal payload */
            payload?: (Uint8Array|null);

            /** Signal historyEventsMax */
            historyEventsMax?: (number|null);

            /** Signal historyBytesMax */
            historyBytesMax?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Signal. */
        type $Shape = raftwork.Signal.$Properties;
    }

    /**
     * Properties of a Cancel.
     * @deprecated Use raftwork.Cancel.$Properties instead.
     */
    interface ICancel extends raftwork.Cancel.$Properties {
    }

    /** Represents a Cancel. */
    class Cancel {

        /**
         * Constructs a new Cancel.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Cancel.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Cancel workflowId. */
        workflowId: string;

        /** Cancel runNumber. */
        runNumber: number;

        /** Cancel requestId. */
        requestId: Uint8Array;

        /** Cancel reason. */
        reason: string;

        /**
         * Encodes the specified Cancel message. Does not implicitly {@link raftwork.Cancel.verify|verify} messages.
         * @param message Cancel message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Cancel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Cancel message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Cancel & raftwork.Cancel.$Shape} Cancel
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Cancel & raftwork.Cancel.$Shape;
    }

    namespace Cancel {

        /** Properties of a Cancel. */
        interface $Properties {

            /** Cancel workflowId */
            workflowId?: (string|null);

            /** Cancel runNumber */
            runNumber?: (number|null);

            /** Cancel requestId */
            requestId?: (Uint8Array|null);

            /** Cancel reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Cancel. */
        type $Shape = raftwork.Cancel.$Properties;
    }

    /**
     * Properties of a RunParked.
     * @deprecated Use raftwork.RunParked.$Properties instead.
     */
    interface IRunParked extends raftwork.RunParked.$Properties {
    }

    /** Represents a RunParked. */
    class RunParked {

        /**
         * Constructs a new RunParked.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunParked.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunParked workflowId. */
        workflowId: string;

        /** RunParked runId. */
        runId: Uint8Array;

        /** RunParked seq. */
        seq: number;

        /**
         * Encodes the specified RunParked message. Does not implicitly {@link raftwork.RunParked.verify|verify} messages.
         * @param message RunParked message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunParked.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunParked message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunParked & raftwork.RunParked.$Shape} RunParked
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunParked & raftwork.RunParked.$Shape;
    }

    namespace RunParked {

        /** Properties of a RunParked. */
        interface $Properties {

            /** RunParked workflowId */
            workflowId?: (string|null);

            /** RunParked runId */
            runId?: (Uint8Array|null);

            /** RunParked seq */
            seq?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunParked. */
        type $Shape = raftwork.RunParked.$Properties;
    }

    /**
     * Properties of a RunComplete.
     * @deprecated Use raftwork.RunComplete.$Properties instead.
     */
    interface IRunComplete extends raftwork.RunComplete.$Properties {
    }

    /** Represents a RunComplete. */
    class RunComplete {

        /**
         * Constructs a new RunComplete.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunComplete.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunComplete workflowId. */
        workflowId: string;

        /** RunComplete runId. */
        runId: Uint8Array;

        /** RunComplete value. */
        value: Uint8Array;

        /** RunComplete consumedThrough. */
        consumedThrough: number;

        /**
         * Encodes the specified RunComplete message. Does not implicitly {@link raftwork.RunComplete.verify|verify} messages.
         * @param message RunComplete message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunComplete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunComplete message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunComplete & raftwork.RunComplete.$Shape} RunComplete
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunComplete & raftwork.RunComplete.$Shape;
    }

    namespace RunComplete {

        /** Properties of a RunComplete. */
        interface $Properties {

            /** RunComplete workflowId */
            workflowId?: (string|null);

            /** RunComplete runId */
            runId?: (Uint8Array|null);

            /** RunComplete value */
            value?: (Uint8Array|null);

            /** RunComplete consumedThrough */
            consumedThrough?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunComplete. */
        type $Shape = raftwork.RunComplete.$Properties;
    }

    /**
     * Properties of a RunFail.
     * @deprecated Use raftwork.RunFail.$Properties instead.
     */
    interface IRunFail extends raftwork.RunFail.$Properties {
    }

    /** Represents a RunFail. */
    class RunFail {

        /**
         * Constructs a new RunFail.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunFail.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunFail workflowId. */
        workflowId: string;

        /** RunFail runId. */
        runId: Uint8Array;

        /** RunFail failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /** RunFail consumedThrough. */
        consumedThrough: number;

        /** RunFail kind. */
        kind: number;

        /**
         * Encodes the specified RunFail message. Does not implicitly {@link raftwork.RunFail.verify|verify} messages.
         * @param message RunFail message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunFail.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunFail message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunFail & raftwork.RunFail.$Shape} RunFail
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunFail & raftwork.RunFail.$Shape;
    }

    namespace RunFail {

        /** Properties of a RunFail. */
        interface $Properties {

            /** RunFail workflowId */
            workflowId?: (string|null);

            /** RunFail runId */
            runId?: (Uint8Array|null);

            /** RunFail failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** RunFail consumedThrough */
            consumedThrough?: (number|null);

            /** RunFail kind */
            kind?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunFail. */
        type $Shape = raftwork.RunFail.$Properties;
    }

    /**
     * Properties of a Terminate.
     * @deprecated Use raftwork.Terminate.$Properties instead.
     */
    interface ITerminate extends raftwork.Terminate.$Properties {
    }

    /** Represents a Terminate. */
    class Terminate {

        /**
         * Constructs a new Terminate.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Terminate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Terminate workflowId. */
        workflowId: string;

        /** Terminate runId. */
        runId: Uint8Array;

        /** Terminate reason. */
        reason: string;

        /** Terminate requestId. */
        requestId: Uint8Array;

        /** Terminate runNumber. */
        runNumber: number;

        /**
         * Encodes the specified Terminate message. Does not implicitly {@link raftwork.Terminate.verify|verify} messages.
         * @param message Terminate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Terminate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Terminate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Terminate & raftwork.Terminate.$Shape} Terminate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Terminate & raftwork.Terminate.$Shape;
    }

    namespace Terminate {

        /** Properties of a Terminate. */
        interface $Properties {

            /** Terminate workflowId */
            workflowId?: (string|null);

            /** Terminate runId */
            runId?: (Uint8Array|null);

            /** Terminate reason */
            reason?: (string|null);

            /** Terminate requestId */
            requestId?: (Uint8Array|null);

            /** Terminate runNumber */
            runNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Terminate. */
        type $Shape = raftwork.Terminate.$Properties;
    }

    /**
     * Properties of a Retire.
     * @deprecated Use raftwork.Retire.$Properties instead.
     */
    interface IRetire extends raftwork.Retire.$Properties {
    }

    /** Represents a Retire. */
    class Retire {

        /**
         * Constructs a new Retire.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Retire.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Retire runs. */
        runs: raftwork.RetiredRun.$Properties[];

        /** Retire requests. */
        requests: raftwork.RetiredRequest.$Properties[];

        /** Retire requestsBefore. */
        requestsBefore: number;

        /**
         * Encodes the specified Retire message. Does not implicitly {@link raftwork.Retire.verify|verify} messages.
         * @param message Retire message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Retire.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Retire message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Retire & raftwork.Retire.$Shape} Retire
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Retire & raftwork.Retire.$Shape;
    }

    namespace Retire {

        /** Properties of a Retire. */
        interface $Properties {

            /** Retire runs */
            runs?: (raftwork.RetiredRun.$Properties[]|null);

            /** Retire requests */
            requests?: (raftwork.RetiredRequest.$Properties[]|null);

            /** Retire requestsBefore */
            requestsBefore?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Retire. */
        type $Shape = raftwork.Retire.$Properties;
    }

    /**
     * Properties of a RetiredRun.
     * @deprecated Use raftwork.RetiredRun.$Properties instead.
     */
    interface IRetiredRun extends raftwork.RetiredRun.$Properties {
    }

    /** Represents a RetiredRun. */
    class RetiredRun {

        /**
         * Constructs a new RetiredRun.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RetiredRun.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RetiredRun workflowId. */
        workflowId: string;

        /** RetiredRun runNumber. */
        runNumber: number;

        /** RetiredRun runId. */
        runId: Uint8Array;

        /** RetiredRun fromSeq. */
        fromSeq: number;

        /** RetiredRun throughSeq. */
        throughSeq: number;

        /**
         * Encodes the specified RetiredRun message. Does not implicitly {@link raftwork.RetiredRun.verify|verify} messages.
         * @param message RetiredRun message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RetiredRun.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RetiredRun message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RetiredRun & raftwork.RetiredRun.$Shape} RetiredRun
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RetiredRun & raftwork.RetiredRun.$Shape;
    }

    namespace RetiredRun {

        /** Properties of a RetiredRun. */
        interface $Properties {

            /** RetiredRun workflowId */
            workflowId?: (string|null);

            /** RetiredRun runNumber */
            runNumber?: (number|null);

            /** RetiredRun runId */
            runId?: (Uint8Array|null);

            /** RetiredRun fromSeq */
            fromSeq?: (number|null);

            /** RetiredRun throughSeq */
            throughSeq?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RetiredRun. */
        type $Shape = raftwork.RetiredRun.$Properties;
    }

    /**
     * Properties of a RetiredRequest.
     * @deprecated Use raftwork.RetiredRequest.$Properties instead.
     */
    interface IRetiredRequest extends raftwork.RetiredRequest.$Properties {
    }

    /** Represents a RetiredRequest. */
    class RetiredRequest {

        /**
         * Constructs a new RetiredRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RetiredRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RetiredRequest workflowId. */
        workflowId: string;

        /** RetiredRequest requestId. */
        requestId: Uint8Array;

        /**
         * Encodes the specified RetiredRequest message. Does not implicitly {@link raftwork.RetiredRequest.verify|verify} messages.
         * @param message RetiredRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RetiredRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RetiredRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RetiredRequest & raftwork.RetiredRequest.$Shape} RetiredRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RetiredRequest & raftwork.RetiredRequest.$Shape;
    }

    namespace RetiredRequest {

        /** Properties of a RetiredRequest. */
        interface $Properties {

            /** RetiredRequest workflowId */
            workflowId?: (string|null);

            /** RetiredRequest requestId */
            requestId?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RetiredRequest. */
        type $Shape = raftwork.RetiredRequest.$Properties;
    }

    /**
     * Properties of a MemberJoin.
     * @deprecated Use raftwork.MemberJoin.$Properties instead.
     */
    interface IMemberJoin extends raftwork.MemberJoin.$Properties {
    }

    /** Represents a MemberJoin. */
    class MemberJoin {

        /**
         * Constructs a new MemberJoin.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MemberJoin.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MemberJoin nodeId. */
        nodeId: string;

        /** MemberJoin incarnation. */
        incarnation: number;

        /** MemberJoin address. */
        address: string;

        /** MemberJoin replicaId. */
        replicaId: number;

        /** MemberJoin commandLevel. */
        commandLevel: number;

        /**
         * Encodes the specified MemberJoin message. Does not implicitly {@link raftwork.MemberJoin.verify|verify} messages.
         * @param message MemberJoin message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MemberJoin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MemberJoin message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MemberJoin & raftwork.MemberJoin.$Shape} MemberJoin
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MemberJoin & raftwork.MemberJoin.$Shape;
    }

    namespace MemberJoin {

        /** Properties of a MemberJoin. */
        interface $Properties {

            /** MemberJoin nodeId */
            nodeId?: (string|null);

            /** MemberJoin incarnation */
            incarnation?: (number|null);

            /** MemberJoin address */
            address?: (string|null);

            /** MemberJoin replicaId */
            replicaId?: (number|null);

            /** MemberJoin commandLevel */
            commandLevel?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MemberJoin. */
        type $Shape = raftwork.MemberJoin.$Properties;
    }

    /**
     * Properties of a MemberLeave.
     * @deprecated Use raftwork.MemberLeave.$Properties instead.
     */
    interface IMemberLeave extends raftwork.MemberLeave.$Properties {
    }

    /** Represents a MemberLeave. */
    class MemberLeave {

        /**
         * Constructs a new MemberLeave.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MemberLeave.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MemberLeave nodeId. */
        nodeId: string;

        /** MemberLeave replicaId. */
        replicaId: number;

        /**
         * Encodes the specified MemberLeave message. Does not implicitly {@link raftwork.MemberLeave.verify|verify} messages.
         * @param message MemberLeave message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MemberLeave.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MemberLeave message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MemberLeave & raftwork.MemberLeave.$Shape} MemberLeave
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MemberLeave & raftwork.MemberLeave.$Shape;
    }

    namespace MemberLeave {

        /** Properties of a MemberLeave. */
        interface $Properties {

            /** MemberLeave nodeId */
            nodeId?: (string|null);

            /** MemberLeave replicaId */
            replicaId?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MemberLeave. */
        type $Shape = raftwork.MemberLeave.$Properties;
    }

    /**
     * Properties of a MemberPublish.
     * @deprecated Use raftwork.MemberPublish.$Properties instead.
     */
    interface IMemberPublish extends raftwork.MemberPublish.$Properties {
    }

    /** Represents a MemberPublish. */
    class MemberPublish {

        /**
         * Constructs a new MemberPublish.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MemberPublish.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MemberPublish nodeId. */
        nodeId: string;

        /** MemberPublish incarnation. */
        incarnation: number;

        /** MemberPublish workflows. */
        workflows: raftwork.PublishedWorkflow.$Properties[];

        /** MemberPublish handsOver. */
        handsOver: boolean;

        /**
         * Encodes the specified MemberPublish message. Does not implicitly {@link raftwork.MemberPublish.verify|verify} messages.
         * @param message MemberPublish message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MemberPublish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MemberPublish message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MemberPublish & raftwork.MemberPublish.$Shape} MemberPublish
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MemberPublish & raftwork.MemberPublish.$Shape;
    }

    namespace MemberPublish {

        /** Properties of a MemberPublish. */
        interface $Properties {

            /** MemberPublish nodeId */
            nodeId?: (string|null);

            /** MemberPublish incarnation */
            incarnation?: (number|null);

            /** MemberPublish workflows */
            workflows?: (raftwork.PublishedWorkflow.$Properties[]|null);

            /** MemberPublish handsOver */
            handsOver?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MemberPublish. */
        type $Shape = raftwork.MemberPublish.$Properties;
    }

    /**
     * Properties of a PublishedWorkflow.
     * @deprecated Use raftwork.PublishedWorkflow.$Properties instead.
     */
    interface IPublishedWorkflow extends raftwork.PublishedWorkflow.$Properties {
    }

    /** Represents a PublishedWorkflow. */
    class PublishedWorkflow {

        /**
         * Constructs a new PublishedWorkflow.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PublishedWorkflow.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PublishedWorkflow name. */
        name: string;

        /** PublishedWorkflow versions. */
        versions: number[];

        /**
         * Encodes the specified PublishedWorkflow message. Does not implicitly {@link raftwork.PublishedWorkflow.verify|verify} messages.
         * @param message PublishedWorkflow message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PublishedWorkflow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PublishedWorkflow message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PublishedWorkflow & raftwork.PublishedWorkflow.$Shape} PublishedWorkflow
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PublishedWorkflow & raftwork.PublishedWorkflow.$Shape;
    }

    namespace PublishedWorkflow {

        /** Properties of a PublishedWorkflow. */
        interface $Properties {

            /** PublishedWorkflow name */
            name?: (string|null);

            /** PublishedWorkflow versions */
            versions?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PublishedWorkflow. */
        type $Shape = raftwork.PublishedWorkflow.$Properties;
    }

    /**
     * Properties of a ConfChangeSingle.
     * @deprecated Use raftwork.ConfChangeSingle.$Properties instead.
     */
    interface IConfChangeSingle extends raftwork.ConfChangeSingle.$Properties {
    }

    /** Represents a ConfChangeSingle. */
    class ConfChangeSingle {

        /**
         * Constructs a new ConfChangeSingle.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.ConfChangeSingle.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ConfChangeSingle type. */
        type: number;

        /** ConfChangeSingle peerId. */
        peerId: number;

        /**
         * Encodes the specified ConfChangeSingle message. Does not implicitly {@link raftwork.ConfChangeSingle.verify|verify} messages.
         * @param message ConfChangeSingle message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.ConfChangeSingle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ConfChangeSingle message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.ConfChangeSingle & raftwork.ConfChangeSingle.$Shape} ConfChangeSingle
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.ConfChangeSingle & raftwork.ConfChangeSingle.$Shape;
    }

    namespace ConfChangeSingle {

        /** Properties of a ConfChangeSingle. */
        interface $Properties {

            /** ConfChangeSingle type */
            type?: (number|null);

            /** ConfChangeSingle peerId */
            peerId?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ConfChangeSingle. */
        type $Shape = raftwork.ConfChangeSingle.$Properties;
    }

    /**
     * Properties of a ConfChange.
     * @deprecated Use raftwork.ConfChange.$Properties instead.
     */
    interface IConfChange extends raftwork.ConfChange.$Properties {
    }

    /** Represents a ConfChange. */
    class ConfChange {

        /**
         * Constructs a new ConfChange.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.ConfChange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ConfChange transition. */
        transition: number;

        /** ConfChange changes. */
        changes: raftwork.ConfChangeSingle.$Properties[];

        /** ConfChange context. */
        context: Uint8Array;

        /**
         * Encodes the specified ConfChange message. Does not implicitly {@link raftwork.ConfChange.verify|verify} messages.
         * @param message ConfChange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.ConfChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ConfChange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.ConfChange & raftwork.ConfChange.$Shape} ConfChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.ConfChange & raftwork.ConfChange.$Shape;
    }

    namespace ConfChange {

        /** Properties of a ConfChange. */
        interface $Properties {

            /** ConfChange transition */
            transition?: (number|null);

            /** ConfChange changes */
            changes?: (raftwork.ConfChangeSingle.$Properties[]|null);

            /** ConfChange context */
            context?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ConfChange. */
        type $Shape = raftwork.ConfChange.$Properties;
    }

    /**
     * Properties of a HistoryRecord.
     * @deprecated Use raftwork.HistoryRecord.$Properties instead.
     */
    interface IHistoryRecord extends raftwork.HistoryRecord.$Properties {
    }

    /** Represents a HistoryRecord. */
    class HistoryRecord {

        /**
         * Constructs a new HistoryRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.HistoryRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HistoryRecord machineTime. */
        machineTime: number;

        /** HistoryRecord command. */
        command: Uint8Array;

        /** HistoryRecord historyBytes. */
        historyBytes: number;

        /**
         * Encodes the specified HistoryRecord message. Does not implicitly {@link raftwork.HistoryRecord.verify|verify} messages.
         * @param message HistoryRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.HistoryRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HistoryRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.HistoryRecord & raftwork.HistoryRecord.$Shape} HistoryRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.HistoryRecord & raftwork.HistoryRecord.$Shape;
    }

    namespace HistoryRecord {

        /** Properties of a HistoryRecord. */
        interface $Properties {

            /** HistoryRecord machineTime */
            machineTime?: (number|null);

            /** HistoryRecord command */
            command?: (Uint8Array|null);

            /** HistoryRecord historyBytes */
            historyBytes?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HistoryRecord. */
        type $Shape = raftwork.HistoryRecord.$Properties;
    }

    /**
     * Properties of a PackedHistory.
     * @deprecated Use raftwork.PackedHistory.$Properties instead.
     */
    interface IPackedHistory extends raftwork.PackedHistory.$Properties {
    }

    /** Represents a PackedHistory. */
    class PackedHistory {

        /**
         * Constructs a new PackedHistory.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PackedHistory.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PackedHistory records. */
        records: Uint8Array[];

        /**
         * Encodes the specified PackedHistory message. Does not implicitly {@link raftwork.PackedHistory.verify|verify} messages.
         * @param message PackedHistory message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PackedHistory.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PackedHistory message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PackedHistory & raftwork.PackedHistory.$Shape} PackedHistory
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PackedHistory & raftwork.PackedHistory.$Shape;
    }

    namespace PackedHistory {

        /** Properties of a PackedHistory. */
        interface $Properties {

            /** PackedHistory records */
            records?: (Uint8Array[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PackedHistory. */
        type $Shape = raftwork.PackedHistory.$Properties;
    }

    /**
     * Properties of a WorkflowHead.
     * @deprecated Use raftwork.WorkflowHead.$Properties instead.
     */
    interface IWorkflowHead extends raftwork.WorkflowHead.$Properties {
    }

    /** Represents a WorkflowHead. */
    class WorkflowHead {

        /**
         * Constructs a new WorkflowHead.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.WorkflowHead.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WorkflowHead runNumber. */
        runNumber: number;

        /** WorkflowHead runsKept. */
        runsKept: number;

        /**
         * Encodes the specified WorkflowHead message. Does not implicitly {@link raftwork.WorkflowHead.verify|verify} messages.
         * @param message WorkflowHead message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.WorkflowHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WorkflowHead message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.WorkflowHead & raftwork.WorkflowHead.$Shape} WorkflowHead
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.WorkflowHead & raftwork.WorkflowHead.$Shape;
    }

    namespace WorkflowHead {

        /** Properties of a WorkflowHead. */
        interface $Properties {

            /** WorkflowHead runNumber */
            runNumber?: (number|null);

            /** WorkflowHead runsKept */
            runsKept?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WorkflowHead. */
        type $Shape = raftwork.WorkflowHead.$Properties;
    }

    /**
     * Properties of a RunRecord.
     * @deprecated Use raftwork.RunRecord.$Properties instead.
     */
    interface IRunRecord extends raftwork.RunRecord.$Properties {
    }

    /** Represents a RunRecord. */
    class RunRecord {

        /**
         * Constructs a new RunRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunRecord runId. */
        runId: Uint8Array;

        /** RunRecord workflowName. */
        workflowName: string;

        /** RunRecord workflowVersion. */
        workflowVersion: number;

        /** RunRecord status. */
        status: number;

        /** RunRecord startedAt. */
        startedAt: number;

        /** RunRecord closedAt. */
        closedAt: number;

        /** RunRecord endSeq. */
        endSeq: number;

        /** RunRecord historyBytes. */
        historyBytes: number;

        /** RunRecord cancelRequested. */
        cancelRequested: boolean;

        /** RunRecord parkedThrough. */
        parkedThrough?: (number|null);

        /** RunRecord retentionMs. */
        retentionMs: number;

        /** RunRecord firstSeq. */
        firstSeq: number;

        /** RunRecord isPacked. */
        isPacked: boolean;

        /**
         * Encodes the specified RunRecord message. Does not implicitly {@link raftwork.RunRecord.verify|verify} messages.
         * @param message RunRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunRecord & raftwork.RunRecord.$Shape} RunRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunRecord & raftwork.RunRecord.$Shape;
    }

    namespace RunRecord {

        /** Properties of a RunRecord. */
        interface $Properties {

            /** RunRecord runId */
            runId?: (Uint8Array|null);

            /** RunRecord workflowName */
            workflowName?: (string|null);

            /** RunRecord workflowVersion */
            workflowVersion?: (number|null);

            /** RunRecord status */
            status?: (number|null);

            /** RunRecord startedAt */
            startedAt?: (number|null);

            /** RunRecord closedAt */
            closedAt?: (number|null);

            /** RunRecord endSeq */
            endSeq?: (number|null);

            /** RunRecord historyBytes */
            historyBytes?: (number|null);

            /** RunRecord cancelRequested */
            cancelRequested?: (boolean|null);

            /** RunRecord parkedThrough */
            parkedThrough?: (number|null);

            /** RunRecord retentionMs */
            retentionMs?: (number|null);

            /** RunRecord firstSeq */
            firstSeq?: (number|null);

            /** RunRecord isPacked */
            isPacked?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunRecord. */
        type $Shape = raftwork.RunRecord.$Properties;
    }

    /**
     * Properties of an OperationRecord.
     * @deprecated Use raftwork.OperationRecord.$Properties instead.
     */
    interface IOperationRecord extends raftwork.OperationRecord.$Properties {
    }

    /** Represents an OperationRecord. */
    class OperationRecord {

        /**
         * Constructs a new OperationRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.OperationRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** OperationRecord deadline. */
        deadline?: (number|null);

        /** OperationRecord attempt. */
        attempt: number;

        /** OperationRecord failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /** OperationRecord startedAttempt. */
        startedAttempt: number;

        /** OperationRecord interruptions. */
        interruptions: number;

        /** OperationRecord lastHeartbeat. */
        lastHeartbeat: Uint8Array;

        /**
         * Encodes the specified OperationRecord message. Does not implicitly {@link raftwork.OperationRecord.verify|verify} messages.
         * @param message OperationRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.OperationRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an OperationRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.OperationRecord & raftwork.OperationRecord.$Shape} OperationRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.OperationRecord & raftwork.OperationRecord.$Shape;
    }

    namespace OperationRecord {

        /** Properties of an OperationRecord. */
        interface $Properties {

            /** OperationRecord deadline */
            deadline?: (number|null);

            /** OperationRecord attempt */
            attempt?: (number|null);

            /** OperationRecord failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** OperationRecord startedAttempt */
            startedAttempt?: (number|null);

            /** OperationRecord interruptions */
            interruptions?: (number|null);

            /** OperationRecord lastHeartbeat */
            lastHeartbeat?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an OperationRecord. */
        type $Shape = raftwork.OperationRecord.$Properties;
    }

    /**
     * Properties of a RequestRecord.
     * @deprecated Use raftwork.RequestRecord.$Properties instead.
     */
    interface IRequestRecord extends raftwork.RequestRecord.$Properties {
    }

    /** Represents a RequestRecord. */
    class RequestRecord {

        /**
         * Constructs a new RequestRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RequestRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RequestRecord machineTime. */
        machineTime: number;

        /** RequestRecord outcome. */
        outcome: number;

        /** RequestRecord runNumber. */
        runNumber: number;

        /** RequestRecord call. */
        call: number;

        /** RequestRecord status. */
        status: number;

        /**
         * Encodes the specified RequestRecord message. Does not implicitly {@link raftwork.RequestRecord.verify|verify} messages.
         * @param message RequestRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RequestRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RequestRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RequestRecord & raftwork.RequestRecord.$Shape} RequestRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RequestRecord & raftwork.RequestRecord.$Shape;
    }

    namespace RequestRecord {

        /** Properties of a RequestRecord. */
        interface $Properties {

            /** RequestRecord machineTime */
            machineTime?: (number|null);

            /** RequestRecord outcome */
            outcome?: (number|null);

            /** RequestRecord runNumber */
            runNumber?: (number|null);

            /** RequestRecord call */
            call?: (number|null);

            /** RequestRecord status */
            status?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RequestRecord. */
        type $Shape = raftwork.RequestRecord.$Properties;
    }

    /**
     * Properties of a MachineRecord.
     * @deprecated Use raftwork.MachineRecord.$Properties instead.
     */
    interface IMachineRecord extends raftwork.MachineRecord.$Properties {
    }

    /** Represents a MachineRecord. */
    class MachineRecord {

        /**
         * Constructs a new MachineRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MachineRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MachineRecord machineTime. */
        machineTime: number;

        /** MachineRecord endedRuns. */
        endedRuns: number;

        /**
         * Encodes the specified MachineRecord message. Does not implicitly {@link raftwork.MachineRecord.verify|verify} messages.
         * @param message MachineRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MachineRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MachineRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MachineRecord & raftwork.MachineRecord.$Shape} MachineRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MachineRecord & raftwork.MachineRecord.$Shape;
    }

    namespace MachineRecord {

        /** Properties of a MachineRecord. */
        interface $Properties {

            /** MachineRecord machineTime */
            machineTime?: (number|null);

            /** MachineRecord endedRuns */
            endedRuns?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MachineRecord. */
        type $Shape = raftwork.MachineRecord.$Properties;
    }

    /**
     * Properties of a MembersRecord.
     * @deprecated Use raftwork.MembersRecord.$Properties instead.
     */
    interface IMembersRecord extends raftwork.MembersRecord.$Properties {
    }

    /** Represents a MembersRecord. */
    class MembersRecord {

        /**
         * Constructs a new MembersRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MembersRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MembersRecord members. */
        members: raftwork.MemberRecord.$Properties[];

        /** MembersRecord lastReplicaId. */
        lastReplicaId: number;

        /** MembersRecord removed. */
        removed: raftwork.MemberRecord.$Properties[];

        /**
         * Encodes the specified MembersRecord message. Does not implicitly {@link raftwork.MembersRecord.verify|verify} messages.
         * @param message MembersRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MembersRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MembersRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MembersRecord & raftwork.MembersRecord.$Shape} MembersRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MembersRecord & raftwork.MembersRecord.$Shape;
    }

    namespace MembersRecord {

        /** Properties of a MembersRecord. */
        interface $Properties {

            /** MembersRecord members */
            members?: (raftwork.MemberRecord.$Properties[]|null);

            /** MembersRecord lastReplicaId */
            lastReplicaId?: (number|null);

            /** MembersRecord removed */
            removed?: (raftwork.MemberRecord.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MembersRecord. */
        type $Shape = raftwork.MembersRecord.$Properties;
    }

    /**
     * Properties of a MemberRecord.
     * @deprecated Use raftwork.MemberRecord.$Properties instead.
     */
    interface IMemberRecord extends raftwork.MemberRecord.$Properties {
    }

    /** Represents a MemberRecord. */
    class MemberRecord {

        /**
         * Constructs a new MemberRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MemberRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MemberRecord nodeId. */
        nodeId: string;

        /** MemberRecord replicaId. */
        replicaId: number;

        /** MemberRecord incarnation. */
        incarnation: number;

        /** MemberRecord address. */
        address: string;

        /** MemberRecord commandLevel. */
        commandLevel: number;

        /**
         * Encodes the specified MemberRecord message. Does not implicitly {@link raftwork.MemberRecord.verify|verify} messages.
         * @param message MemberRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MemberRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MemberRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MemberRecord & raftwork.MemberRecord.$Shape} MemberRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MemberRecord & raftwork.MemberRecord.$Shape;
    }

    namespace MemberRecord {

        /** Properties of a MemberRecord. */
        interface $Properties {

            /** MemberRecord nodeId */
            nodeId?: (string|null);

            /** MemberRecord replicaId */
            replicaId?: (number|null);

            /** MemberRecord incarnation */
            incarnation?: (number|null);

            /** MemberRecord address */
            address?: (string|null);

            /** MemberRecord commandLevel */
            commandLevel?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MemberRecord. */
        type $Shape = raftwork.MemberRecord.$Properties;
    }

    /**
     * Properties of a PublishedRecord.
     * @deprecated Use raftwork.PublishedRecord.$Properties instead.
     */
    interface IPublishedRecord extends raftwork.PublishedRecord.$Properties {
    }

    /** Represents a PublishedRecord. */
    class PublishedRecord {

        /**
         * Constructs a new PublishedRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.PublishedRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PublishedRecord incarnation. */
        incarnation: number;

        /** PublishedRecord workflows. */
        workflows: raftwork.PublishedWorkflow.$Properties[];

        /** PublishedRecord handedOverAt. */
        handedOverAt: number;

        /**
         * Encodes the specified PublishedRecord message. Does not implicitly {@link raftwork.PublishedRecord.verify|verify} messages.
         * @param message PublishedRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.PublishedRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PublishedRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.PublishedRecord & raftwork.PublishedRecord.$Shape} PublishedRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.PublishedRecord & raftwork.PublishedRecord.$Shape;
    }

    namespace PublishedRecord {

        /** Properties of a PublishedRecord. */
        interface $Properties {

            /** PublishedRecord incarnation */
            incarnation?: (number|null);

            /** PublishedRecord workflows */
            workflows?: (raftwork.PublishedWorkflow.$Properties[]|null);

            /** PublishedRecord handedOverAt */
            handedOverAt?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PublishedRecord. */
        type $Shape = raftwork.PublishedRecord.$Properties;
    }

    /**
     * Properties of a JournalRecord.
     * @deprecated Use raftwork.JournalRecord.$Properties instead.
     */
    interface IJournalRecord extends raftwork.JournalRecord.$Properties {
    }

    /** Represents a JournalRecord. */
    class JournalRecord {

        /**
         * Constructs a new JournalRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.JournalRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JournalRecord number. */
        number: number;

        /** JournalRecord saved. */
        saved: number;

        /** JournalRecord base. */
        base?: (raftwork.JournalBase.$Properties|null);

        /** JournalRecord groups. */
        groups: raftwork.JournalGroupRecord.$Properties[];

        /**
         * Encodes the specified JournalRecord message. Does not implicitly {@link raftwork.JournalRecord.verify|verify} messages.
         * @param message JournalRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.JournalRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JournalRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.JournalRecord & raftwork.JournalRecord.$Shape} JournalRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.JournalRecord & raftwork.JournalRecord.$Shape;
    }

    namespace JournalRecord {

        /** Properties of a JournalRecord. */
        interface $Properties {

            /** JournalRecord number */
            number?: (number|null);

            /** JournalRecord saved */
            saved?: (number|null);

            /** JournalRecord base */
            base?: (raftwork.JournalBase.$Properties|null);

            /** JournalRecord groups */
            groups?: (raftwork.JournalGroupRecord.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JournalRecord. */
        type $Shape = raftwork.JournalRecord.$Properties;
    }

    /**
     * Properties of a JournalBase.
     * @deprecated Use raftwork.JournalBase.$Properties instead.
     */
    interface IJournalBase extends raftwork.JournalBase.$Properties {
    }

    /** Represents a JournalBase. */
    class JournalBase {

        /**
         * Constructs a new JournalBase.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.JournalBase.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JournalBase identity. */
        identity?: (raftwork.IdentityRecord.$Properties|null);

        /** JournalBase groups. */
        groups: raftwork.JournalGroupRecord.$Properties[];

        /**
         * Encodes the specified JournalBase message. Does not implicitly {@link raftwork.JournalBase.verify|verify} messages.
         * @param message JournalBase message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.JournalBase.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JournalBase message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.JournalBase & raftwork.JournalBase.$Shape} JournalBase
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.JournalBase & raftwork.JournalBase.$Shape;
    }

    namespace JournalBase {

        /** Properties of a JournalBase. */
        interface $Properties {

            /** JournalBase identity */
            identity?: (raftwork.IdentityRecord.$Properties|null);

            /** JournalBase groups */
            groups?: (raftwork.JournalGroupRecord.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JournalBase. */
        type $Shape = raftwork.JournalBase.$Properties;
    }

    /**
     * Properties of a JournalGroupRecord.
     * @deprecated Use raftwork.JournalGroupRecord.$Properties instead.
     */
    interface IJournalGroupRecord extends raftwork.JournalGroupRecord.$Properties {
    }

    /** Represents a JournalGroupRecord. */
    class JournalGroupRecord {

        /**
         * Constructs a new JournalGroupRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.JournalGroupRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JournalGroupRecord group. */
        group: number;

        /** JournalGroupRecord term. */
        term: number;

        /** JournalGroupRecord vote. */
        vote: number;

        /** JournalGroupRecord commit. */
        commit: number;

        /** JournalGroupRecord hasOrigin. */
        hasOrigin: boolean;

        /** JournalGroupRecord originIndex. */
        originIndex: number;

        /** JournalGroupRecord originTerm. */
        originTerm: number;

        /** JournalGroupRecord firstIndex. */
        firstIndex: number;

        /** JournalGroupRecord entries. */
        entries: raftwork.JournalEntryRecord.$Properties[];

        /** JournalGroupRecord toldIndex. */
        toldIndex: number;

        /**
         * Encodes the specified JournalGroupRecord message. Does not implicitly {@link raftwork.JournalGroupRecord.verify|verify} messages.
         * @param message JournalGroupRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.JournalGroupRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JournalGroupRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.JournalGroupRecord & raftwork.JournalGroupRecord.$Shape} JournalGroupRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.JournalGroupRecord & raftwork.JournalGroupRecord.$Shape;
    }

    namespace JournalGroupRecord {

        /** Properties of a JournalGroupRecord. */
        interface $Properties {

            /** JournalGroupRecord group */
            group?: (number|null);

            /** JournalGroupRecord term */
            term?: (number|null);

            /** JournalGroupRecord vote */
            vote?: (number|null);

            /** JournalGroupRecord commit */
            commit?: (number|null);

            /** JournalGroupRecord hasOrigin */
            hasOrigin?: (boolean|null);

            /** JournalGroupRecord originIndex */
            originIndex?: (number|null);

            /** JournalGroupRecord originTerm */
            originTerm?: (number|null);

            /** JournalGroupRecord firstIndex */
            firstIndex?: (number|null);

            /** JournalGroupRecord entries */
            entries?: (raftwork.JournalEntryRecord.$Properties[]|null);

            /** JournalGroupRecord toldIndex */
            toldIndex?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JournalGroupRecord. */
        type $Shape = raftwork.JournalGroupRecord.$Properties;
    }

    /**
     * Properties of a JournalEntryRecord.
     * @deprecated Use raftwork.JournalEntryRecord.$Properties instead.
     */
    interface IJournalEntryRecord extends raftwork.JournalEntryRecord.$Properties {
    }

    /** Represents a JournalEntryRecord. */
    class JournalEntryRecord {

        /**
         * Constructs a new JournalEntryRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.JournalEntryRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JournalEntryRecord term. */
        term: number;

        /** JournalEntryRecord type. */
        type: number;

        /** JournalEntryRecord length. */
        length: number;

        /** JournalEntryRecord checksum. */
        checksum: number;

        /**
         * Encodes the specified JournalEntryRecord message. Does not implicitly {@link raftwork.JournalEntryRecord.verify|verify} messages.
         * @param message JournalEntryRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.JournalEntryRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JournalEntryRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.JournalEntryRecord & raftwork.JournalEntryRecord.$Shape} JournalEntryRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.JournalEntryRecord & raftwork.JournalEntryRecord.$Shape;
    }

    namespace JournalEntryRecord {

        /** Properties of a JournalEntryRecord. */
        interface $Properties {

            /** JournalEntryRecord term */
            term?: (number|null);

            /** JournalEntryRecord type */
            type?: (number|null);

            /** JournalEntryRecord length */
            length?: (number|null);

            /** JournalEntryRecord checksum */
            checksum?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JournalEntryRecord. */
        type $Shape = raftwork.JournalEntryRecord.$Properties;
    }

    /**
     * Properties of a ConfStateRecord.
     * @deprecated Use raftwork.ConfStateRecord.$Properties instead.
     */
    interface IConfStateRecord extends raftwork.ConfStateRecord.$Properties {
    }

    /** Represents a ConfStateRecord. */
    class ConfStateRecord {

        /**
         * Constructs a new ConfStateRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.ConfStateRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ConfStateRecord voters. */
        voters: number[];

        /** ConfStateRecord votersOutgoing. */
        votersOutgoing: number[];

        /** ConfStateRecord learners. */
        learners: number[];

        /** ConfStateRecord learnersNext. */
        learnersNext: number[];

        /** ConfStateRecord autoLeave. */
        autoLeave: boolean;

        /**
         * Encodes the specified ConfStateRecord message. Does not implicitly {@link raftwork.ConfStateRecord.verify|verify} messages.
         * @param message ConfStateRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.ConfStateRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ConfStateRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.ConfStateRecord & raftwork.ConfStateRecord.$Shape} ConfStateRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.ConfStateRecord & raftwork.ConfStateRecord.$Shape;
    }

    namespace ConfStateRecord {

        /** Properties of a ConfStateRecord. */
        interface $Properties {

            /** ConfStateRecord voters */
            voters?: (number[]|null);

            /** ConfStateRecord votersOutgoing */
            votersOutgoing?: (number[]|null);

            /** ConfStateRecord learners */
            learners?: (number[]|null);

            /** ConfStateRecord learnersNext */
            learnersNext?: (number[]|null);

            /** ConfStateRecord autoLeave */
            autoLeave?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ConfStateRecord. */
        type $Shape = raftwork.ConfStateRecord.$Properties;
    }

    /**
     * Properties of a GroupRecord.
     * @deprecated Use raftwork.GroupRecord.$Properties instead.
     */
    interface IGroupRecord extends raftwork.GroupRecord.$Properties {
    }

    /** Represents a GroupRecord. */
    class GroupRecord {

        /**
         * Constructs a new GroupRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.GroupRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GroupRecord group. */
        group: number;

        /** GroupRecord replicaId. */
        replicaId: number;

        /** GroupRecord appliedIndex. */
        appliedIndex: number;

        /** GroupRecord appliedTerm. */
        appliedTerm: number;

        /** GroupRecord generation. */
        generation: number;

        /** GroupRecord confState. */
        confState?: (raftwork.ConfStateRecord.$Properties|null);

        /** GroupRecord saveNumber. */
        saveNumber: number;

        /** GroupRecord flushNumber. */
        flushNumber: number;

        /** GroupRecord isInstalled. */
        isInstalled: boolean;

        /**
         * Encodes the specified GroupRecord message. Does not implicitly {@link raftwork.GroupRecord.verify|verify} messages.
         * @param message GroupRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.GroupRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GroupRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.GroupRecord & raftwork.GroupRecord.$Shape} GroupRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.GroupRecord & raftwork.GroupRecord.$Shape;
    }

    namespace GroupRecord {

        /** Properties of a GroupRecord. */
        interface $Properties {

            /** GroupRecord group */
            group?: (number|null);

            /** GroupRecord replicaId */
            replicaId?: (number|null);

            /** GroupRecord appliedIndex */
            appliedIndex?: (number|null);

            /** GroupRecord appliedTerm */
            appliedTerm?: (number|null);

            /** GroupRecord generation */
            generation?: (number|null);

            /** GroupRecord confState */
            confState?: (raftwork.ConfStateRecord.$Properties|null);

            /** GroupRecord saveNumber */
            saveNumber?: (number|null);

            /** GroupRecord flushNumber */
            flushNumber?: (number|null);

            /** GroupRecord isInstalled */
            isInstalled?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GroupRecord. */
        type $Shape = raftwork.GroupRecord.$Properties;
    }

    /**
     * Properties of an IdentityRecord.
     * @deprecated Use raftwork.IdentityRecord.$Properties instead.
     */
    interface IIdentityRecord extends raftwork.IdentityRecord.$Properties {
    }

    /** Represents an IdentityRecord. */
    class IdentityRecord {

        /**
         * Constructs a new IdentityRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.IdentityRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** IdentityRecord clusterId. */
        clusterId: string;

        /** IdentityRecord nodeId. */
        nodeId: string;

        /** IdentityRecord incarnation. */
        incarnation: number;

        /** IdentityRecord formatVersion. */
        formatVersion: number;

        /**
         * Encodes the specified IdentityRecord message. Does not implicitly {@link raftwork.IdentityRecord.verify|verify} messages.
         * @param message IdentityRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.IdentityRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an IdentityRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.IdentityRecord & raftwork.IdentityRecord.$Shape} IdentityRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.IdentityRecord & raftwork.IdentityRecord.$Shape;
    }

    namespace IdentityRecord {

        /** Properties of an IdentityRecord. */
        interface $Properties {

            /** IdentityRecord clusterId */
            clusterId?: (string|null);

            /** IdentityRecord nodeId */
            nodeId?: (string|null);

            /** IdentityRecord incarnation */
            incarnation?: (number|null);

            /** IdentityRecord formatVersion */
            formatVersion?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an IdentityRecord. */
        type $Shape = raftwork.IdentityRecord.$Properties;
    }

    /**
     * Properties of a NodeRecord.
     * @deprecated Use raftwork.NodeRecord.$Properties instead.
     */
    interface INodeRecord extends raftwork.NodeRecord.$Properties {
    }

    /** Represents a NodeRecord. */
    class NodeRecord {

        /**
         * Constructs a new NodeRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.NodeRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** NodeRecord identity. */
        identity?: (raftwork.IdentityRecord.$Properties|null);

        /** NodeRecord groups. */
        groups: number[];

        /**
         * Encodes the specified NodeRecord message. Does not implicitly {@link raftwork.NodeRecord.verify|verify} messages.
         * @param message NodeRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.NodeRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a NodeRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.NodeRecord & raftwork.NodeRecord.$Shape} NodeRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.NodeRecord & raftwork.NodeRecord.$Shape;
    }

    namespace NodeRecord {

        /** Properties of a NodeRecord. */
        interface $Properties {

            /** NodeRecord identity */
            identity?: (raftwork.IdentityRecord.$Properties|null);

            /** NodeRecord groups */
            groups?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a NodeRecord. */
        type $Shape = raftwork.NodeRecord.$Properties;
    }

    /**
     * Properties of a WitnessRecord.
     * @deprecated Use raftwork.WitnessRecord.$Properties instead.
     */
    interface IWitnessRecord extends raftwork.WitnessRecord.$Properties {
    }

    /** Represents a WitnessRecord. */
    class WitnessRecord {

        /**
         * Constructs a new WitnessRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.WitnessRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WitnessRecord identity. */
        identity?: (raftwork.IdentityRecord.$Properties|null);

        /** WitnessRecord flushNumber. */
        flushNumber: number;

        /**
         * Encodes the specified WitnessRecord message. Does not implicitly {@link raftwork.WitnessRecord.verify|verify} messages.
         * @param message WitnessRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.WitnessRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WitnessRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.WitnessRecord & raftwork.WitnessRecord.$Shape} WitnessRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.WitnessRecord & raftwork.WitnessRecord.$Shape;
    }

    namespace WitnessRecord {

        /** Properties of a WitnessRecord. */
        interface $Properties {

            /** WitnessRecord identity */
            identity?: (raftwork.IdentityRecord.$Properties|null);

            /** WitnessRecord flushNumber */
            flushNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WitnessRecord. */
        type $Shape = raftwork.WitnessRecord.$Properties;
    }

    /**
     * Properties of a SnapshotHeader.
     * @deprecated Use raftwork.SnapshotHeader.$Properties instead.
     */
    interface ISnapshotHeader extends raftwork.SnapshotHeader.$Properties {
    }

    /** Represents a SnapshotHeader. */
    class SnapshotHeader {

        /**
         * Constructs a new SnapshotHeader.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.SnapshotHeader.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotHeader snapshotId. */
        snapshotId: number;

        /** SnapshotHeader machineTime. */
        machineTime: number;

        /**
         * Encodes the specified SnapshotHeader message. Does not implicitly {@link raftwork.SnapshotHeader.verify|verify} messages.
         * @param message SnapshotHeader message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.SnapshotHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotHeader message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.SnapshotHeader & raftwork.SnapshotHeader.$Shape} SnapshotHeader
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.SnapshotHeader & raftwork.SnapshotHeader.$Shape;
    }

    namespace SnapshotHeader {

        /** Properties of a SnapshotHeader. */
        interface $Properties {

            /** SnapshotHeader snapshotId */
            snapshotId?: (number|null);

            /** SnapshotHeader machineTime */
            machineTime?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotHeader. */
        type $Shape = raftwork.SnapshotHeader.$Properties;
    }

    /**
     * Properties of a SnapshotChunk.
     * @deprecated Use raftwork.SnapshotChunk.$Properties instead.
     */
    interface ISnapshotChunk extends raftwork.SnapshotChunk.$Properties {
    }

    /** Represents a SnapshotChunk. */
    class SnapshotChunk {

        /**
         * Constructs a new SnapshotChunk.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.SnapshotChunk.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotChunk group. */
        group: number;

        /** SnapshotChunk index. */
        index: number;

        /** SnapshotChunk number. */
        number: number;

        /** SnapshotChunk keys. */
        keys: string[];

        /** SnapshotChunk values. */
        values: Uint8Array[];

        /** SnapshotChunk isLast. */
        isLast: boolean;

        /** SnapshotChunk rowsThrough. */
        rowsThrough: number;

        /**
         * Encodes the specified SnapshotChunk message. Does not implicitly {@link raftwork.SnapshotChunk.verify|verify} messages.
         * @param message SnapshotChunk message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.SnapshotChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotChunk message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.SnapshotChunk & raftwork.SnapshotChunk.$Shape} SnapshotChunk
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.SnapshotChunk & raftwork.SnapshotChunk.$Shape;
    }

    namespace SnapshotChunk {

        /** Properties of a SnapshotChunk. */
        interface $Properties {

            /** SnapshotChunk group */
            group?: (number|null);

            /** SnapshotChunk index */
            index?: (number|null);

            /** SnapshotChunk number */
            number?: (number|null);

            /** SnapshotChunk keys */
            keys?: (string[]|null);

            /** SnapshotChunk values */
            values?: (Uint8Array[]|null);

            /** SnapshotChunk isLast */
            isLast?: (boolean|null);

            /** SnapshotChunk rowsThrough */
            rowsThrough?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotChunk. */
        type $Shape = raftwork.SnapshotChunk.$Properties;
    }

    /**
     * Properties of a GroupSnapshotOffer.
     * @deprecated Use raftwork.GroupSnapshotOffer.$Properties instead.
     */
    interface IGroupSnapshotOffer extends raftwork.GroupSnapshotOffer.$Properties {
    }

    /** Represents a GroupSnapshotOffer. */
    class GroupSnapshotOffer {

        /**
         * Constructs a new GroupSnapshotOffer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.GroupSnapshotOffer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GroupSnapshotOffer group. */
        group: number;

        /** GroupSnapshotOffer from. */
        from: number;

        /** GroupSnapshotOffer to. */
        to: number;

        /** GroupSnapshotOffer term. */
        term: number;

        /** GroupSnapshotOffer index. */
        index: number;

        /** GroupSnapshotOffer indexTerm. */
        indexTerm: number;

        /** GroupSnapshotOffer confState. */
        confState?: (raftwork.ConfStateRecord.$Properties|null);

        /** GroupSnapshotOffer header. */
        header: Uint8Array;

        /**
         * Encodes the specified GroupSnapshotOffer message. Does not implicitly {@link raftwork.GroupSnapshotOffer.verify|verify} messages.
         * @param message GroupSnapshotOffer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.GroupSnapshotOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GroupSnapshotOffer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.GroupSnapshotOffer & raftwork.GroupSnapshotOffer.$Shape} GroupSnapshotOffer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.GroupSnapshotOffer & raftwork.GroupSnapshotOffer.$Shape;
    }

    namespace GroupSnapshotOffer {

        /** Properties of a GroupSnapshotOffer. */
        interface $Properties {

            /** GroupSnapshotOffer group */
            group?: (number|null);

            /** GroupSnapshotOffer from */
            from?: (number|null);

            /** GroupSnapshotOffer to */
            to?: (number|null);

            /** GroupSnapshotOffer term */
            term?: (number|null);

            /** GroupSnapshotOffer index */
            index?: (number|null);

            /** GroupSnapshotOffer indexTerm */
            indexTerm?: (number|null);

            /** GroupSnapshotOffer confState */
            confState?: (raftwork.ConfStateRecord.$Properties|null);

            /** GroupSnapshotOffer header */
            header?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GroupSnapshotOffer. */
        type $Shape = raftwork.GroupSnapshotOffer.$Properties;
    }

    /**
     * Properties of a NodeNameRecord.
     * @deprecated Use raftwork.NodeNameRecord.$Properties instead.
     */
    interface INodeNameRecord extends raftwork.NodeNameRecord.$Properties {
    }

    /** Represents a NodeNameRecord. */
    class NodeNameRecord {

        /**
         * Constructs a new NodeNameRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.NodeNameRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** NodeNameRecord clusterId. */
        clusterId: string;

        /** NodeNameRecord nodeId. */
        nodeId: string;

        /** NodeNameRecord incarnation. */
        incarnation: number;

        /**
         * Encodes the specified NodeNameRecord message. Does not implicitly {@link raftwork.NodeNameRecord.verify|verify} messages.
         * @param message NodeNameRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.NodeNameRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a NodeNameRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.NodeNameRecord & raftwork.NodeNameRecord.$Shape} NodeNameRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.NodeNameRecord & raftwork.NodeNameRecord.$Shape;
    }

    namespace NodeNameRecord {

        /** Properties of a NodeNameRecord. */
        interface $Properties {

            /** NodeNameRecord clusterId */
            clusterId?: (string|null);

            /** NodeNameRecord nodeId */
            nodeId?: (string|null);

            /** NodeNameRecord incarnation */
            incarnation?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a NodeNameRecord. */
        type $Shape = raftwork.NodeNameRecord.$Properties;
    }

    /**
     * Properties of an Opening.
     * @deprecated Use raftwork.Opening.$Properties instead.
     */
    interface IOpening extends raftwork.Opening.$Properties {
    }

    /** Represents an Opening. */
    class Opening {

        /**
         * Constructs a new Opening.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Opening.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Opening from. */
        from?: (raftwork.NodeNameRecord.$Properties|null);

        /** Opening to. */
        to?: (raftwork.NodeNameRecord.$Properties|null);

        /** Opening method. */
        method: string;

        /** Opening payload. */
        payload: Uint8Array;

        /** Opening life. */
        life: Uint8Array;

        /**
         * Encodes the specified Opening message. Does not implicitly {@link raftwork.Opening.verify|verify} messages.
         * @param message Opening message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Opening.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Opening message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Opening & raftwork.Opening.$Shape} Opening
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Opening & raftwork.Opening.$Shape;
    }

    namespace Opening {

        /** Properties of an Opening. */
        interface $Properties {

            /** Opening from */
            from?: (raftwork.NodeNameRecord.$Properties|null);

            /** Opening to */
            to?: (raftwork.NodeNameRecord.$Properties|null);

            /** Opening method */
            method?: (string|null);

            /** Opening payload */
            payload?: (Uint8Array|null);

            /** Opening life */
            life?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Opening. */
        type $Shape = raftwork.Opening.$Properties;
    }

    /**
     * Properties of an Answer.
     * @deprecated Use raftwork.Answer.$Properties instead.
     */
    interface IAnswer extends raftwork.Answer.$Properties {
    }

    /** Represents an Answer. */
    class Answer {

        /**
         * Constructs a new Answer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Answer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Answer status. */
        status: number;

        /** Answer name. */
        name?: (raftwork.NodeNameRecord.$Properties|null);

        /** Answer payload. */
        payload: Uint8Array;

        /** Answer field. */
        field: string;

        /** Answer expected. */
        expected: string;

        /** Answer found. */
        found: string;

        /** Answer life. */
        life: Uint8Array;

        /**
         * Encodes the specified Answer message. Does not implicitly {@link raftwork.Answer.verify|verify} messages.
         * @param message Answer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Answer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Answer & raftwork.Answer.$Shape} Answer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Answer & raftwork.Answer.$Shape;
    }

    namespace Answer {

        /** Properties of an Answer. */
        interface $Properties {

            /** Answer status */
            status?: (number|null);

            /** Answer name */
            name?: (raftwork.NodeNameRecord.$Properties|null);

            /** Answer payload */
            payload?: (Uint8Array|null);

            /** Answer field */
            field?: (string|null);

            /** Answer expected */
            expected?: (string|null);

            /** Answer found */
            found?: (string|null);

            /** Answer life */
            life?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Answer. */
        type $Shape = raftwork.Answer.$Properties;
    }

    /**
     * Properties of a Route.
     * @deprecated Use raftwork.Route.$Properties instead.
     */
    interface IRoute extends raftwork.Route.$Properties {
    }

    /** Represents a Route. */
    class Route {

        /**
         * Constructs a new Route.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Route.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Route from. */
        from?: (raftwork.NodeNameRecord.$Properties|null);

        /** Route to. */
        to?: (raftwork.NodeNameRecord.$Properties|null);

        /**
         * Encodes the specified Route message. Does not implicitly {@link raftwork.Route.verify|verify} messages.
         * @param message Route message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Route.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Route message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Route & raftwork.Route.$Shape} Route
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Route & raftwork.Route.$Shape;
    }

    namespace Route {

        /** Properties of a Route. */
        interface $Properties {

            /** Route from */
            from?: (raftwork.NodeNameRecord.$Properties|null);

            /** Route to */
            to?: (raftwork.NodeNameRecord.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Route. */
        type $Shape = raftwork.Route.$Properties;
    }

    /**
     * Properties of a RaftEntry.
     * @deprecated Use raftwork.RaftEntry.$Properties instead.
     */
    interface IRaftEntry extends raftwork.RaftEntry.$Properties {
    }

    /** Represents a RaftEntry. */
    class RaftEntry {

        /**
         * Constructs a new RaftEntry.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RaftEntry.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RaftEntry term. */
        term: number;

        /** RaftEntry index. */
        index: number;

        /** RaftEntry type. */
        type: number;

        /** RaftEntry data. */
        data: Uint8Array;

        /**
         * Encodes the specified RaftEntry message. Does not implicitly {@link raftwork.RaftEntry.verify|verify} messages.
         * @param message RaftEntry message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RaftEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RaftEntry message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RaftEntry & raftwork.RaftEntry.$Shape} RaftEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RaftEntry & raftwork.RaftEntry.$Shape;
    }

    namespace RaftEntry {

        /** Properties of a RaftEntry. */
        interface $Properties {

            /** RaftEntry term */
            term?: (number|null);

            /** RaftEntry index */
            index?: (number|null);

            /** RaftEntry type */
            type?: (number|null);

            /** RaftEntry data */
            data?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RaftEntry. */
        type $Shape = raftwork.RaftEntry.$Properties;
    }

    /**
     * Properties of a RaftSnapshot.
     * @deprecated Use raftwork.RaftSnapshot.$Properties instead.
     */
    interface IRaftSnapshot extends raftwork.RaftSnapshot.$Properties {
    }

    /** Represents a RaftSnapshot. */
    class RaftSnapshot {

        /**
         * Constructs a new RaftSnapshot.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RaftSnapshot.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RaftSnapshot index. */
        index: number;

        /** RaftSnapshot term. */
        term: number;

        /** RaftSnapshot confState. */
        confState?: (raftwork.ConfStateRecord.$Properties|null);

        /** RaftSnapshot data. */
        data: Uint8Array;

        /**
         * Encodes the specified RaftSnapshot message. Does not implicitly {@link raftwork.RaftSnapshot.verify|verify} messages.
         * @param message RaftSnapshot message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RaftSnapshot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RaftSnapshot message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RaftSnapshot & raftwork.RaftSnapshot.$Shape} RaftSnapshot
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RaftSnapshot & raftwork.RaftSnapshot.$Shape;
    }

    namespace RaftSnapshot {

        /** Properties of a RaftSnapshot. */
        interface $Properties {

            /** RaftSnapshot index */
            index?: (number|null);

            /** RaftSnapshot term */
            term?: (number|null);

            /** RaftSnapshot confState */
            confState?: (raftwork.ConfStateRecord.$Properties|null);

            /** RaftSnapshot data */
            data?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RaftSnapshot. */
        type $Shape = raftwork.RaftSnapshot.$Properties;
    }

    /**
     * Properties of a RaftMessage.
     * @deprecated Use raftwork.RaftMessage.$Properties instead.
     */
    interface IRaftMessage extends raftwork.RaftMessage.$Properties {
    }

    /** Represents a RaftMessage. */
    class RaftMessage {

        /**
         * Constructs a new RaftMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RaftMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RaftMessage group. */
        group: number;

        /** RaftMessage type. */
        type: number;

        /** RaftMessage to. */
        to: number;

        /** RaftMessage from. */
        from: number;

        /** RaftMessage term. */
        term: number;

        /** RaftMessage logTerm. */
        logTerm: number;

        /** RaftMessage index. */
        index: number;

        /** RaftMessage entries. */
        entries: raftwork.RaftEntry.$Properties[];

        /** RaftMessage commit. */
        commit: number;

        /** RaftMessage snapshot. */
        snapshot?: (raftwork.RaftSnapshot.$Properties|null);

        /** RaftMessage reject. */
        reject: boolean;

        /** RaftMessage rejectHint. */
        rejectHint: number;

        /** RaftMessage context. */
        context: Uint8Array;

        /** RaftMessage hostSilent. */
        hostSilent: boolean;

        /**
         * Encodes the specified RaftMessage message. Does not implicitly {@link raftwork.RaftMessage.verify|verify} messages.
         * @param message RaftMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RaftMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RaftMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RaftMessage & raftwork.RaftMessage.$Shape} RaftMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RaftMessage & raftwork.RaftMessage.$Shape;
    }

    namespace RaftMessage {

        /** Properties of a RaftMessage. */
        interface $Properties {

            /** RaftMessage group */
            group?: (number|null);

            /** RaftMessage type */
            type?: (number|null);

            /** RaftMessage to */
            to?: (number|null);

            /** RaftMessage from */
            from?: (number|null);

            /** RaftMessage term */
            term?: (number|null);

            /** RaftMessage logTerm */
            logTerm?: (number|null);

            /** RaftMessage index */
            index?: (number|null);

            /** RaftMessage entries */
            entries?: (raftwork.RaftEntry.$Properties[]|null);

            /** RaftMessage commit */
            commit?: (number|null);

            /** RaftMessage snapshot */
            snapshot?: (raftwork.RaftSnapshot.$Properties|null);

            /** RaftMessage reject */
            reject?: (boolean|null);

            /** RaftMessage rejectHint */
            rejectHint?: (number|null);

            /** RaftMessage context */
            context?: (Uint8Array|null);

            /** RaftMessage hostSilent */
            hostSilent?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RaftMessage. */
        type $Shape = raftwork.RaftMessage.$Properties;
    }

    /**
     * Properties of a Frame.
     * @deprecated Use raftwork.Frame.$Properties instead.
     */
    interface IFrame extends raftwork.Frame.$Properties {
    }

    /** Represents a Frame. */
    class Frame {

        /**
         * Constructs a new Frame.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Frame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Frame route. */
        route?: (raftwork.Route.$Properties|null);

        /** Frame checksum. */
        checksum: number;

        /** Frame messages. */
        messages: raftwork.RaftMessage.$Properties[];

        /**
         * Encodes the specified Frame message. Does not implicitly {@link raftwork.Frame.verify|verify} messages.
         * @param message Frame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Frame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Frame & raftwork.Frame.$Shape} Frame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Frame & raftwork.Frame.$Shape;
    }

    namespace Frame {

        /** Properties of a Frame. */
        interface $Properties {

            /** Frame route */
            route?: (raftwork.Route.$Properties|null);

            /** Frame checksum */
            checksum?: (number|null);

            /** Frame messages */
            messages?: (raftwork.RaftMessage.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Frame. */
        type $Shape = raftwork.Frame.$Properties;
    }

    /**
     * Properties of a SnapshotOffer.
     * @deprecated Use raftwork.SnapshotOffer.$Properties instead.
     */
    interface ISnapshotOffer extends raftwork.SnapshotOffer.$Properties {
    }

    /** Represents a SnapshotOffer. */
    class SnapshotOffer {

        /**
         * Constructs a new SnapshotOffer.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.SnapshotOffer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotOffer transferId. */
        transferId: Uint8Array;

        /** SnapshotOffer header. */
        header: Uint8Array;

        /**
         * Encodes the specified SnapshotOffer message. Does not implicitly {@link raftwork.SnapshotOffer.verify|verify} messages.
         * @param message SnapshotOffer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.SnapshotOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotOffer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.SnapshotOffer & raftwork.SnapshotOffer.$Shape} SnapshotOffer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.SnapshotOffer & raftwork.SnapshotOffer.$Shape;
    }

    namespace SnapshotOffer {

        /** Properties of a SnapshotOffer. */
        interface $Properties {

            /** SnapshotOffer transferId */
            transferId?: (Uint8Array|null);

            /** SnapshotOffer header */
            header?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotOffer. */
        type $Shape = raftwork.SnapshotOffer.$Properties;
    }

    /**
     * Properties of a SnapshotWant.
     * @deprecated Use raftwork.SnapshotWant.$Properties instead.
     */
    interface ISnapshotWant extends raftwork.SnapshotWant.$Properties {
    }

    /** Represents a SnapshotWant. */
    class SnapshotWant {

        /**
         * Constructs a new SnapshotWant.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.SnapshotWant.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotWant transferId. */
        transferId: Uint8Array;

        /** SnapshotWant have. */
        have: number;

        /** SnapshotWant windowBytes. */
        windowBytes: number;

        /**
         * Encodes the specified SnapshotWant message. Does not implicitly {@link raftwork.SnapshotWant.verify|verify} messages.
         * @param message SnapshotWant message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.SnapshotWant.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotWant message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.SnapshotWant & raftwork.SnapshotWant.$Shape} SnapshotWant
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.SnapshotWant & raftwork.SnapshotWant.$Shape;
    }

    namespace SnapshotWant {

        /** Properties of a SnapshotWant. */
        interface $Properties {

            /** SnapshotWant transferId */
            transferId?: (Uint8Array|null);

            /** SnapshotWant have */
            have?: (number|null);

            /** SnapshotWant windowBytes */
            windowBytes?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotWant. */
        type $Shape = raftwork.SnapshotWant.$Properties;
    }

    /**
     * Properties of a SnapshotProgress.
     * @deprecated Use raftwork.SnapshotProgress.$Properties instead.
     */
    interface ISnapshotProgress extends raftwork.SnapshotProgress.$Properties {
    }

    /** Represents a SnapshotProgress. */
    class SnapshotProgress {

        /**
         * Constructs a new SnapshotProgress.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.SnapshotProgress.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotProgress have. */
        have: number;

        /** SnapshotProgress state. */
        state: number;

        /** SnapshotProgress reason. */
        reason: string;

        /**
         * Encodes the specified SnapshotProgress message. Does not implicitly {@link raftwork.SnapshotProgress.verify|verify} messages.
         * @param message SnapshotProgress message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.SnapshotProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotProgress message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.SnapshotProgress & raftwork.SnapshotProgress.$Shape} SnapshotProgress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.SnapshotProgress & raftwork.SnapshotProgress.$Shape;
    }

    namespace SnapshotProgress {

        /** Properties of a SnapshotProgress. */
        interface $Properties {

            /** SnapshotProgress have */
            have?: (number|null);

            /** SnapshotProgress state */
            state?: (number|null);

            /** SnapshotProgress reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotProgress. */
        type $Shape = raftwork.SnapshotProgress.$Properties;
    }

    /**
     * Properties of a SnapshotPart.
     * @deprecated Use raftwork.SnapshotPart.$Properties instead.
     */
    interface ISnapshotPart extends raftwork.SnapshotPart.$Properties {
    }

    /** Represents a SnapshotPart. */
    class SnapshotPart {

        /**
         * Constructs a new SnapshotPart.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.SnapshotPart.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotPart number. */
        number: number;

        /** SnapshotPart checksum. */
        checksum: number;

        /** SnapshotPart data. */
        data: Uint8Array;

        /** SnapshotPart state. */
        state: number;

        /** SnapshotPart digest. */
        digest: Uint8Array;

        /** SnapshotPart reason. */
        reason: string;

        /**
         * Encodes the specified SnapshotPart message. Does not implicitly {@link raftwork.SnapshotPart.verify|verify} messages.
         * @param message SnapshotPart message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.SnapshotPart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotPart message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.SnapshotPart & raftwork.SnapshotPart.$Shape} SnapshotPart
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.SnapshotPart & raftwork.SnapshotPart.$Shape;
    }

    namespace SnapshotPart {

        /** Properties of a SnapshotPart. */
        interface $Properties {

            /** SnapshotPart number */
            number?: (number|null);

            /** SnapshotPart checksum */
            checksum?: (number|null);

            /** SnapshotPart data */
            data?: (Uint8Array|null);

            /** SnapshotPart state */
            state?: (number|null);

            /** SnapshotPart digest */
            digest?: (Uint8Array|null);

            /** SnapshotPart reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotPart. */
        type $Shape = raftwork.SnapshotPart.$Properties;
    }
}
