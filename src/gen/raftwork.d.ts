import * as $protobuf from "protobufjs/minimal.js";

/** Namespace raftwork. */
export namespace raftwork {

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
}
